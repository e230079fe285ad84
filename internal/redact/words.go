package redact

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/knowledge"
)

// wordList holds the words of vsslog's own texts. "go test ./internal/redact -update"
// gathers them from the sources.
//
//go:embed words.txt
var wordList string

// harmless returns the words that may stay: those of vsslog's own sentences and
// of the texts that it recognises. Nobody writes to them.
var harmless = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	add := func(texts ...string) {
		for _, t := range texts {
			for at := 0; at < len(t); {
				token := firstToken(t[at:])
				if token == "" {
					break
				}
				words[strings.ToLower(token)] = true
				at += strings.Index(t[at:], token) + len(token)
			}
		}
	}
	add(wordList, commonWords)
	for i := range vocab.Terms {
		add(vocab.Terms[i].Provider, vocab.Terms[i].Meaning, string(vocab.Terms[i].Kind))
	}
	for _, s := range detect.Catalogue {
		add(s.ID, s.Title, s.Cause, s.Mechanism, s.Advice, s.Windows)
	}
	for _, c := range knowledge.Causes() { // the names that fill their braces are not in them
		add(c.ID, c.Title, c.Means, c.Verify, c.Next, c.Culprit.Name)
		for _, step := range c.Steps {
			add(step.Do, step.Command, step.Where, step.Risk, step.Undo)
		}
		for _, differs := range c.Differs {
			add(differs)
		}
	}
	for _, texts := range knowledgeTexts() {
		add(texts)
	}
	return words
})

// knowledgeTexts are the names that the knowledge's tables have, and what they say.
func knowledgeTexts() []string {
	var all []string
	for _, c := range knowledge.Codes() {
		all = append(append(all, c.Name, c.Means, c.Next), c.Also...)
	}
	for _, e := range knowledge.Events() {
		all = append(append(all, e.Means, e.LookAt), e.Provider...)
	}
	for _, r := range knowledge.Routines() {
		all = append(append(all, r.Means, r.LookAt), r.Match...)
	}
	for _, w := range knowledge.Writers() {
		all = append(append(all, w.Name, w.Service, w.Causes), w.Aliases...)
	}
	for _, s := range knowledge.Services() {
		all = append(append(all, s.Key, s.RestartRisk), s.Displays...)
	}
	for _, p := range knowledge.Providers() {
		all = append(append(all, p.Name, p.Vendor, p.Means), p.Aliases...)
	}
	for _, c := range knowledge.Classes() {
		all = append(all, c.Name, c.Means, c.Repair)
	}
	for _, p := range knowledge.Programs() {
		all = append(append(all, p.Name, p.Vendor, p.Means), p.Tokens...)
	}
	for _, s := range knowledge.States() {
		all = append(all, s.Name, s.Means)
	}
	return all
}

// commonWords are of the names and messages of Windows.
const commonWords = `standard enterprise datacenter web essentials professional home edition evaluation small business premium foundation storage core
	server windows microsoft corporation corp copyright reserved rights pack service build multiprocessor uniprocessor free checked based pc x86-based x64-based itanium-based
	expired structure invalid valid value error errors warning information unexpected access denied permission privilege permissions
	creating created deleting deleted querying calling instantiating initializing loading while because since due cause reason result results returned return
	cannot could can be been being was were has have had not no this that these those which when where what who how why and or but if then else for from to into of on in at by with without within
	please try again later more less than too many few long short already still currently previously running started stopped start stop starting stopping
	available unavailable enough insufficient space disk drive volume volumes file files folder directory path name names id number version
	security account domain local remote network administrator operator operators system process thread handle memory cpu
	backup restore snapshot shadow copy copies set sets writer writers provider providers requester component components database databases instance instances log logs
	completed complete incomplete successful successfully success failed failure failures fails aborted abort cancelled canceled timeout timed out waiting`

// fieldWords are of the names of fields that Windows' own events have.
var fieldWords = set(
	strings.Join(
		strings.Fields(
			`subject target caller logon type status sub substatus process thread workstation privilege privileges list
	task category job param data code codes object handle key image parent current previous new old event events source ip address port package auth authentication
	elevated elevation token restricted admin mode virtual impersonation level transmitted services lm length member member sid upn user group logon guid linked
	domain account display principal home sam script profile uac flags bits options option mask access control attribute attributes additional info extended text string
	binary size bytes count total start end begin finish time date duration elapsed timeout interval reason result hr hresult win32 nt exit return last first next
	device drive disk lun bus target controller adapter port volume mount point letter label serial total used allocated maximum minimum limit threshold percent
	file files path folder directory application app exe module dll image version product build major minor patch kb update title revision signature hash
	connection session client server remote local protocol operation operations action activity correlation related context class category instance template
	writer requester provider set snapshot shadow copy backup recovery restore catalog schedule policy rule setting settings value values parameter parameters message
	is has no not was of for by to in on at and or with from all any each per max min avg num id ids name names number kind state states stage phase step role scope`,
		),
		",",
	),
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Split(words, ",") {
		m[strings.TrimSpace(w)] = true
	}
	return m
}

// wellKnown are names that every Windows or SQL Server has: they identify nothing.
var wellKnown = set(
	"system,local service,network service,anonymous logon,nt authority,nt " +
		"service,builtin,administrators,administrator,guest,everyone," +
		"workgroup,localhost,127.0.0.1,::1,-,n/a,null,none,unknown,true,false,yes,no,master,model,msdb,tempdb,mssqlsystemresource,mssqlserver,window manager,font driver host," +
		"lokaler dienst,netzwerkdienst,nt-autorität,systeme,sistema,microsoft,windows",
)

// wellKnownFolders and files are parts of paths that every Windows has.
var wellKnownFolders = set(
	"windows,winnt,system32,syswow64,sysnative,wow6432node,program,files,programdata,documents,settings,users,config," +
		"drivers,winevt,logs," +
		"globalroot,device,systemroot,x86,ntds,ntds.dit,edb.log,edb.chk,dllcache,wbem,vssapi.dll,swprv.dll,ole32.dll," +
		"oleaut32.dll,eventcls.dll,vss_ps.dll,swprv.dll," +
		"vssvc.exe,vssadmin.exe,services.exe,svchost.exe,lsass.exe,ntbackup.exe,wbengine.exe,sqlservr.exe,sqlwriter.exe," +
		"wmiprvse.exe,diskshadow.exe,store.exe,inetinfo.exe,dllhost.exe,explorer.exe," +
		"$hf_mig$,sp1qfe,sp2qfe,sp1gdr,sp2gdr,$ntservicepackuninstall$",
)

var wellKnownFiles = set(
	"application,appevent,system,sysevent,security,secevent,writers,systeminfo,qfe,hotfixes,hotfix,versions," +
		"file-versions,backup,microsoft-windows-backup," +
		"microsoft-windows-backup%4operational,microsoft-windows-hyper-v-vmms-admin,setup,shadows,shadowstorage,providers," +
		"volumes,vssadmin,ntbackup,errorlog,vsstrace,vss,diskshadow,logs,evtx,evt,events,collected,readme,manifest",
)

// extensions say what kind of file it is.
var extensions = set(
	"evtx,evt,txt,log,csv,xml,json,jsonl,zip,gz,bz2,xz,zst,7z,tar,tgz,etl,cab,cmd,bat,ps1,exe,dll,sys,dit,edb,mdf,ldf," +
		"ndf,bak,trn,vhd,vhdx,vmdk,db,chk,dat,bkf,htm,html,md,ini,arrow,parquet",
)
