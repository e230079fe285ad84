package console

import "strings"

// Bullet is a line of the outlines that diskshadow and vshadow print:
// "* WRITER ...", "- Status: 5 (...)", "- Writer ID   = {...}".
type Bullet struct {
	Mark   byte // '*' or '-'
	Indent int
	Key    string // lower case, blanks folded; all of the text if there is no value
	Value  string
	Full   string // behind the mark
}

// ReadBullet reads s as a Bullet.
func ReadBullet(s string) (Bullet, bool) {
	t := strings.TrimLeft(s, " \t")
	if len(t) < 3 || t[0] != '*' && t[0] != '-' || t[1] != ' ' {
		return Bullet{}, false
	}
	b := Bullet{Mark: t[0], Indent: Indent(s), Full: strings.TrimSpace(t[1:])}
	key := b.Full
	if at := strings.IndexAny(b.Full, ":="); at > 0 && (at+1 == len(b.Full) || b.Full[at+1] == ' ') {
		key, b.Value = b.Full[:at], strings.TrimSpace(b.Full[at+1:])
	}
	b.Key = strings.ToLower(strings.Join(strings.Fields(key), " "))
	return b, true
}

// maxOutline is how many bullets one outline has: a writer's metadata have
// hundreds.
const maxOutline = 10_000

// Outline reads the bullets with the mark '-' behind line i that are indented
// more than the bullet there; blank lines inside are skipped. It returns the
// line behind the last of them.
func (d *Document) Outline(i int) (all []Bullet, lines []int, next int) {
	next = i + 1
	for at := next; len(all) < maxOutline && d.Has(at); {
		line, after := d.Joined(at)
		b, ok := ReadBullet(line)
		switch {
		case d.Blank(at) && at-next < 2:
			at++
			continue
		case !ok || b.Mark != '-':
			return all, lines, next
		}
		all, lines = append(all, b), append(lines, at)
		at, next = after, after
	}
	return all, lines, next
}
