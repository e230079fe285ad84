package hostfacts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Settings reads what PowerShell lists of features and jobs that bear upon shadow copies: Get-VMIntegrationService,
// Get-WindowsFeature, Get-DedupSchedule. The names of their properties are not translated.
var Settings = console.Grammar{
	Name:  "settings",
	Title: "settings: Get-VMIntegrationService, Get-WindowsFeature, Get-DedupSchedule",
	Sure:  parse.Likely,
	Words: []string{
		"PrimaryStatusDescription",
		"PrimaryOperationalStatus",
		"VMName",
		"InstallState",
		"Install State",
		"StartTime",
		"NeedsUpgrade",
	},
	Prompts: true,
	Begin:   console.Stateless(readSettings),
}

// setting is a kind of listing: what tells it by the names of its properties, and what fact an object is, as names
// and values of fields, nil if it is worth none.
type setting struct {
	all, any []string
	fact     func(o console.Object) (fields []string)
}

var settings = []setting{
	{
		[]string{"name", "enabled"},
		[]string{"primarystatusdescription", "primaryoperationalstatus", "vmname"},
		integrationService,
	},
	{[]string{"name"}, []string{"installstate"}, feature},
	{[]string{}, []string{"needsupgrade"}, sharePoint},
	{[]string{"name", "type", "enabled"}, []string{"starttime", "start"}, dedupJob},
}

func (k setting) is(names []string) bool {
	has := func(n string) bool { return slices.Contains(names, n) }
	return slices.ContainsFunc(k.any, has) && !slices.ContainsFunc(k.all, func(n string) bool { return !has(n) })
}

func readSettings(r *console.Reader, i int) int {
	if strings.TrimSpace(r.Text(i+1)) == "True" && asksUpgrade.MatchString(r.Text(i)) {
		addFact(r, i, i+1, upgradePending)
		return i + 2
	}
	kind := -1
	all, next := r.Objects(i, func(names []string) bool {
		kind = slices.IndexFunc(settings, func(k setting) bool { return k.is(names) })
		return kind >= 0
	})
	found := 0
	for _, o := range all {
		fields := settings[kind].fact(o)
		if fields == nil {
			continue
		}
		addFact(r, o.First, o.Last, fields)
		found++
	}
	if found == 0 {
		return i
	}
	return next
}

// addFact adds a statement about the host: fields are names and values.
func addFact(r *console.Reader, first, last int, fields []string) {
	s := r.Add(parse.ProviderHost, first, last)
	for n := 0; n < len(fields); n += 2 {
		s.Set(fields[n], fields[n+1])
	}
}

// asksUpgrade is the question whether a server of SharePoint needs an upgrade, to which the answer is one word.
var asksUpgrade = lazyregexp.New(`(?i)\bGet-SP\w+\b[^|]*\.NeedsUpgrade\s*$`)

var upgradePending = []string{parse.FieldFact, parse.FactSharePoint, parse.FieldState, "pending"}

// sharePoint is a server or database of SharePoint that needs an upgrade.
func sharePoint(o console.Object) []string {
	if !strings.EqualFold(o.Values["needsupgrade"], "true") {
		return nil
	}
	return upgradePending
}

// backupIntegration is the integration service for backups by its names in Hyper-V and in the settings of a machine, and
// by its id. The translated ones are unconfirmed.
var backupIntegration = lazyregexp.New(
	`(?i)\bVSS\b|5CED1297-4598-4915-A5FC-AD21BB4D02A4|` +
		`^(?:Backup|Sicherung|Sauvegarde|Copia de seguridad|Резервн|Kopia zapasowa|バックアップ|备份|備份|백업)`,
)

// lostContact is what the host says of a service that is enabled and that the guest does not answer for.
var lostContact = lazyregexp.New(`(?i)^(?:no contact|lost communication)$`)

// integrationService is one of a virtual machine, which stands in the name for people.
func integrationService(o console.Object) []string {
	state := map[string]string{"true": "enabled", "false": "disabled"}[strings.ToLower(o.Values["enabled"])]
	name := o.Values["name"]
	if state == "" || name == "" {
		return nil
	}
	if lostContact.MatchString(o.Values["primarystatusdescription"]) && state == "enabled" {
		state = parse.StateNoContact
	}
	if backupIntegration.MatchString(name) || backupIntegration.MatchString(o.Values["id"]) {
		name = parse.BackupIntegration
	}
	return []string{parse.FieldFact, parse.FactIntegration, parse.FieldValue, name,
		parse.FieldDisplayName, o.Values["vmname"], parse.FieldState, state}
}

// wantedFeatures are those that are worth a fact, in lower case.
var wantedFeatures = []string{"fs-vss-agent"}

// feature is one of Windows: the listing may be of another machine, which stands in the name for people.
func feature(o console.Object) []string {
	name := o.Values["name"]
	if !slices.Contains(wantedFeatures, strings.ToLower(name)) {
		return nil
	}
	return []string{parse.FieldFact, parse.FactFeature, parse.FieldValue, name, parse.FieldDisplayName,
		o.Values["pscomputername"], parse.FieldState, strings.ToLower(o.Values["installstate"])}
}

var clockTime = lazyregexp.New(`\b([01]?\d|2[0-3]):([0-5]\d)(?::\d\d)?(?: ?([AP])M)?\b`)

// dedupJob is a job of deduplication that is enabled and has a time of the day.
func dedupJob(o console.Object) []string {
	at := clockTime.FindStringSubmatch(first(o.Values, "starttime", "start"))
	kind := strings.ToLower(o.Values["type"])
	if at == nil || !strings.EqualFold(o.Values["enabled"], "true") ||
		!slices.Contains([]string{"optimization", "garbagecollection", "scrubbing"}, kind) {
		return nil
	}
	hour, _ := strconv.Atoi(at[1])
	if at[3] != "" {
		hour %= 12
	}
	if at[3] == "P" {
		hour += 12
	}
	return []string{parse.FieldFact, parse.FactDedupJob, parse.FieldValue, o.Values["name"], parse.FieldType, kind,
		parse.FieldStartTime, fmt.Sprintf("%02d:%s", hour, at[2])}
}
