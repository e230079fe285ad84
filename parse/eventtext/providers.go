package eventtext

import "github.com/vsslog/vsslog/parse/rendered"

// isLevel reports whether a word stands for a level.
func isLevel(word string) bool {
	_, ok := rendered.LevelOf(word)
	return ok
}
