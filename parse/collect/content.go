package collect

import "github.com/vsslog/vsslog/parse"

// content hands in on.
func (w *walker) content(in *parse.Input, at place, _ any) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	return w.visit(in)
}
