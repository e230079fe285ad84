package eventtext

import "github.com/vsslog/vsslog/parse/rendered"

// Tables that all readers of rendered events share.
var (
	providers     = rendered.Providers
	longProviders = rendered.LongProviders
)

func knownProvider(s string) (name string, ok bool) { return rendered.KnownProvider(s) }

func isLog(s string) bool { return rendered.IsLog(s) }

func levelOf(word string) (uint8, bool) { return rendered.LevelOf(word) }

// isLevel reports whether a word stands for a level.
func isLevel(word string) bool {
	_, ok := levelOf(word)
	return ok
}
