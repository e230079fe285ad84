package console

// traits are the kinds of bytes that a line of the input holds, a bit each. One pass finds them out, and who
// looks for something that needs one of them asks here first: most lines are spared most searches.
type traits uint16

const (
	hasColon     traits = 1 << iota
	hasSemicolon        // of the name of a locale
	hasEquals           // of quoted-printable
	hasDigit            // of a date, as the next
	hasMark             // a hyphen, a slash, a point
	hasShut             // a bracket that is shut: of a link, of JSON
	mayDecorate         // see isPlain
	hasHigh             // a byte that is not ASCII
	hasQuote            // a quotation mark
	hasAngle            // of a prompt, of quoted mail
	hasShell            // of a variable of cmd, of a redirection

	anyTraits = ^traits(0) // of a line about which nothing is known
)

// traitsOf are those of each byte.
var traitsOf = func() (of [256]traits) {
	for c, marks := range map[byte]traits{
		':': hasColon, ';': hasSemicolon, '=': hasEquals, '-': hasMark, '/': hasMark, '.': hasMark, ']': hasShut,
		'"': hasQuote, '>': hasAngle | hasShell, '%': hasShell, '&': hasShell, '|': hasShell,
	} {
		of[c] = marks
	}
	for c := range of {
		if isDigit(byte(c)) {
			of[c] |= hasDigit
		}
		if decorates[c] != 0 {
			of[c] |= mayDecorate
		}
		if c >= 0x80 {
			of[c] |= hasHigh
		}
	}
	return of
}()

// traitsIn finds them out.
func traitsIn(line []byte) (all traits) {
	for len(line) >= 8 {
		all |= traitsOf[line[0]] | traitsOf[line[1]] | traitsOf[line[2]] | traitsOf[line[3]] |
			traitsOf[line[4]] | traitsOf[line[5]] | traitsOf[line[6]] | traitsOf[line[7]]
		line = line[8:]
	}
	for _, c := range line {
		all |= traitsOf[c]
	}
	return all
}
