package vocab

import (
	"strings"
	"unicode/utf16"

	"github.com/vsslog/vsslog/parse"
)

// service is one of Windows that matters here: of VSS itself, or one that hosts a
// writer of WriterClasses.
type service struct {
	key string // its key name; a trailing * matches any rest
	// displays are its names for people in English, older ones too. Other languages
	// translate them; the key name in the binary data of 7036 they do not.
	displays []string
}

// vssServices make snapshots; writerServices host writers, by the key names that
// WriterClasses give. Names that no record here shows are from memory, unconfirmed.
var (
	vssServices = []service{
		{"VSS", []string{"Volume Shadow Copy"}},
		{"swprv", []string{"Microsoft Software Shadow Copy Provider", "MS Software Shadow Copy Provider"}},
		{"vmicvss", []string{"Hyper-V Volume Shadow Copy Requestor"}},
	}
	writerServices = []service{
		{"BITS", []string{"Background Intelligent Transfer Service"}},
		{"CryptSvc", []string{"Cryptographic Services"}},
		{"Winmgmt", []string{"Windows Management Instrumentation"}},
		{"EventSystem", []string{"COM+ Event System"}},
		{"SQLWriter", []string{"SQL Server VSS Writer"}},
		{"WSearch", []string{"Windows Search"}},
		{"MSExchangeIS", []string{"Microsoft Exchange Information Store"}},
		{"MSExchangeRepl", []string{"Microsoft Exchange Replication", "Microsoft Exchange Replication Service"}},
		{"NTDS", []string{"Active Directory Domain Services"}},
		{"ADAM_*", nil},
		{"adfssrv", []string{"Active Directory Federation Services", "AD FS Windows Service", "AD FS 2.0 Windows Service"}},
		{"CertSvc", []string{"Certificate Services", "Active Directory Certificate Services"}},
		{"DHCPServer", []string{"DHCP Server"}},
		{"WINS", []string{"Windows Internet Name Service (WINS)", "Windows Internet Name Service"}},
		{"AppHostSvc", []string{"Application Host Helper Service"}},
		{"IISADMIN", []string{"IIS Admin Service", "IIS Admin"}},
		{"TermServLicensing", []string{"Terminal Server Licensing", "TS Licensing", "Terminal Services Licensing", "Remote Desktop Licensing"}},
		{"TSGateway", []string{"Terminal Services Gateway", "Remote Desktop Gateway"}},
		{"IAS", []string{"Internet Authentication Service", "Network Policy Server"}},
		{"srmsvc", []string{"File Server Resource Manager"}},
		{"MSMQ", []string{"Message Queuing"}},
		{"ClusSvc", []string{"Cluster Service"}},
		{"WDSServer", []string{"Windows Deployment Services Server", "Windows Deployment Services server"}},
		{"WIDWriter", []string{"Windows Internal Database VSS Writer"}},
		{"SyncShareSvc", []string{"Windows Sync Share"}},
		{"vmms", []string{"Hyper-V Virtual Machine Management", "Virtual Machine Management"}},
		{"DFSR", []string{"DFS Replication"}},
		{"NtFrs", []string{"File Replication Service", "File Replication"}},
		{"Eventlog", []string{"Event Log", "Windows Event Log"}},
		{"NtmsSvc", []string{"Removable Storage"}},
		{"SPWriter", []string{"Windows SharePoint Services VSS Writer", "SharePoint VSS Writer"}},
		{"SPSearch", []string{"Windows SharePoint Services Search"}},
		{"OSearch", []string{"Office SharePoint Server Search"}},
	}
)

func (s service) is(key, display string) bool {
	if prefix, ok := strings.CutSuffix(s.key, "*"); ok && len(key) > len(prefix) && strings.EqualFold(key[:len(prefix)], prefix) {
		return true
	}
	if strings.EqualFold(s.key, key) || strings.EqualFold(s.key, display) {
		return true
	}
	for _, d := range s.displays {
		if strings.EqualFold(d, display) {
			return true
		}
	}
	return false
}

func findService(list []service, key, display string) (service, bool) {
	for _, s := range list {
		if s.is(key, display) {
			return s, true
		}
	}
	return service{}, false
}

// HostedBy reports whether the service with this key name hosts writers of the class,
// so that its stop, start or crash renews them. VSS hosts some, but its end ends the
// sessions of all writers and is told apart.
func (c WriterClass) HostedBy(key string) bool {
	own, _, _ := strings.Cut(c.Service, " (")
	for _, name := range strings.Split(own, ", ") {
		if name != "" && strings.EqualFold(name, key) {
			return true
		}
	}
	return false
}

// readService reads 7035, 7036, 7045 and the records of a service that ended by
// itself, and keeps the services above. The binary of 7036 is UTF-16 "VSS/4" (running)
// or "VSS/1" (stopped).
func readService(s *Event, r *parse.Record) bool {
	key, digit, _ := strings.Cut(decodeUTF16(r.Binary), "/")
	display := strings.TrimSpace(r.Argument(1))
	known, vss := findService(vssServices, key, display)
	if !vss {
		var ok bool
		if known, ok = findService(writerServices, key, display); !ok {
			return false
		}
		s.Kind = KindWriterService
	}
	s.Key, s.Detail = "service/"+known.key, known.key
	if !vss || r.EventID != 7036 {
		return true
	}
	state := map[string]string{"4": "running", "1": "stopped"}[strings.TrimRight(digit, "\x00")]
	if state == "" {
		state = strings.ToLower(strings.TrimSpace(r.Argument(2)))
	}
	switch state {
	case "running":
		s.Kind = KindServiceRunning
	case "stopped":
		s.Kind = KindServiceStopped
	default:
		return false
	}
	if known.key == "vmicvss" {
		s.Kind = KindHyperV
	}
	return true
}

func decodeUTF16(raw string) string {
	u := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		c := uint16(raw[i]) | uint16(raw[i+1])<<8
		if c == 0 {
			break
		}
		u = append(u, c)
	}
	return string(utf16.Decode(u))
}

// WriterServices lists the key names of the services that host writers.
func WriterServices() []string {
	keys := make([]string, len(writerServices))
	for i, s := range writerServices {
		keys[i] = s.key
	}
	return keys
}
