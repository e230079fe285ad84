package correlate

import (
	"slices"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// factIndex holds the facts of a host by what they state, so that who asks once a set looks
// at none but those.
type factIndex struct {
	of       []*Step            // that it was made of
	stated   map[string][]*Step // statements about the host, by their fact
	files    map[string][]*Step // versions of files, by the lower-case name
	hotfixes []*Step
	storage  []*Step
	boots    []*Step
	volumes  []*Step // listed volumes, of whatever provider

	switches []*Step // the last statement about each service that gives its start type, and each integration service

	providers map[string]string // names of the registered providers of shadow copies, by their id

	reading  sync.Once // of what the facts say about Windows
	windows  Windows
	conflict bool
}

// indexing guards the making of an index: the parts of a host share one.
var indexing sync.Mutex

// index is the index of the host's facts as they are now.
func (h *Host) index() *factIndex {
	indexing.Lock()
	defer indexing.Unlock()
	if x := h.indexed; x != nil && len(x.of) == len(h.Facts) && (len(x.of) == 0 || &x.of[0] == &h.Facts[0]) {
		return x
	}
	x := &factIndex{of: h.Facts, stated: map[string][]*Step{}, files: map[string][]*Step{}, providers: map[string]string{}}
	for _, s := range h.Facts {
		fact := s.Record.Text(parse.FieldFact)
		if fact == parse.FactVolume {
			x.volumes = append(x.volumes, s)
		}
		if s.Kind == vocab.KindBoot {
			x.boots = append(x.boots, s)
		}
		switch s.Record.Provider {
		case parse.ProviderHost:
			x.stated[fact] = append(x.stated[fact], s)
		case parse.ProviderFile:
			name := strings.ToLower(s.Record.Text(parse.FieldFile))
			x.files[name] = append(x.files[name], s)
		case parse.ProviderHotfix:
			x.hotfixes = append(x.hotfixes, s)
		case parse.ProviderStorage:
			x.storage = append(x.storage, s)
		case parse.ProviderVSSProvider:
			id, name := strings.ToLower(s.Record.Text(parse.FieldProviderID)), s.Record.Text(parse.FieldProviderName)
			if id != "" && name != "" && x.providers[id] == "" {
				x.providers[id] = name
			}
		}
	}
	x.switches = lastSwitches(slices.Concat(x.stated[parse.FactService], x.stated[parse.FactIntegration]))
	h.indexed = x
	return x
}

// Stated are the statements about the host of one fact.
func (h *Host) Stated(fact string) []*Step { return h.index().stated[fact] }

// Switches are the last statements about the services of the host that give their start types, and about the integration
// services of its machines, each once, in the order in which they came up.
func (h *Host) Switches() []*Step { return h.index().switches }

func lastSwitches(stated []*Step) (switches []*Step) {
	at := map[string]int{}
	for _, s := range stated {
		name := strings.ToLower(s.Record.Text(parse.FieldValue))
		if s.Record.Text(parse.FieldFact) == parse.FactIntegration {
			name += "\x00" + s.Record.Text(parse.FieldDisplayName)
		} else if !tellsSwitch(s.Record) {
			continue
		}
		k, known := at[name]
		if !known {
			at[name] = len(switches)
			switches = append(switches, s)
		} else if before := switches[k]; !before.At.Known() || !s.At.Known() || s.At.Lo >= before.At.Lo {
			switches[k] = s
		}
	}
	return switches
}

// tellsSwitch reports a statement about a service that says whether it can be started: its start type, that it runs, or that
// it does not start or is not there.
func tellsSwitch(r *parse.Record) bool {
	switch r.Text(parse.FieldState) {
	case "running", parse.ServiceIsMissing, parse.ServiceRefused:
		return true
	}
	return r.Text(parse.FieldStartType) != ""
}
