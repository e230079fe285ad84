package redact

import (
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// What names somebody without a letter of its own: addresses of the network, phone
// numbers, product ids. Numbers stay, so these are looked for by their form.

var (
	groups    = lazyregexp.New(`(?i)^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}(\d{1,3}(\.\d{1,3}){3})?(%[\w.-]+)?`)
	mac       = lazyregexp.New(`(?i)^[0-9a-f]{2}(:[0-9a-f]{2}){5}`)
	phone     = lazyregexp.New(`^(\+\d{1,3}[ ./()-]+\d[\d ()./-]*\d|\+\d{8,15}|\(\d{2,5}\)[ /-]?\d[\d ./-]*\d)`)
	afterword = lazyregexp.New(
		`(?i)(?:tel|telefon|telephone|phone|mobile|mobil|handy|fax|cell|téléphone|teléfono|telefono)[. :)(]{1,4}$`,
	)
	local = lazyregexp.New(`^\d[\d ()./-]*\d`)
	dates = lazyregexp.New(
		`^(\d{4}-\d\d?-\d\d?|\d\d?-\d\d?-(\d\d|\d{4})|(19|20)\d\d-(19|20)\d\d|\d{1,3}(\.\d+)?-\d{1,3}(\.\d+)?|-?[\d.']+-?)$`,
	)
	dotted = lazyregexp.New(`^(\d{4}(\.\d{4}){2}|\d{3}\.\d{3}\.\d{4})$`)
	octets = lazyregexp.New(`^\d{1,3}(\.\d{1,3}){3}-`)
)

// leastDigits is how many digits a phone number has that no word announces, and
// leastAnnounced one behind such a word.
const (
	leastDigits    = 7
	leastAnnounced = 5
)

// figures returns how long the address or number is that begins at s[i], and what stands
// for it; 0 if there is none.
func (r *Redactor) figures(s string, i int) (n int, stand string) {
	if c := s[i]; c != '+' && c != '(' && c != ':' && !hexDigit(c) {
		return 0, ""
	}
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && (inWord(before) || before == ':') {
		return 0, ""
	}
	rest := s[i:]
	if found := mac.FindString(rest); found != "" && ends(rest[len(found):]) {
		return len(found), r.ofHost(found)
	}
	if found := strings.TrimRight(groups.FindString(rest), "%"); strings.Count(found, ":") >= 2 &&
		ends(rest[len(found):]) {
		// A colon may follow that ends the address.
		for _, a := range []string{found, strings.TrimSuffix(found, ":")} {
			if _, err := netip.ParseAddr(a); err == nil && a != "::" && !wellKnown[a] {
				return len(a), r.ofHost(a)
			}
		}
	}
	found := phone.FindString(rest)
	least := leastDigits
	if found == "" && s[i] >= '0' && s[i] <= '9' && afterword.MatchString(s[max(0, i-24):i]) {
		found, least = local.FindString(rest), leastAnnounced
	}
	for found != "" && !ends(rest[len(found):]) { // its last digits are of the word behind it
		found = strings.TrimRight(found[:max(0, strings.LastIndexAny(found, " ()./-"))], " ()./-")
	}
	if digits(found) >= least {
		return len(found), r.pseudonym(anything, found)
	}
	return 0, ""
}

// ofHost is the pseudonym of an address, which stays if hosts are not asked for.
func (r *Redactor) ofHost(a string) string {
	if !r.wanted[Hosts] {
		return a
	}
	return r.pseudonym(Hosts, strings.ToLower(a))
}

func hexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func digits(s string) (n int) {
	for i := range len(s) {
		if '0' <= s[i] && s[i] <= '9' {
			n++
		}
	}
	return n
}

// namesOne reports digits with dots and hyphens that are no date, range or version: a
// range of addresses, a hardware address, a phone number, a product id.
func namesOne(token string) bool {
	return octets.MatchString(token) || dotted.MatchString(token) ||
		strings.Contains(token, "-") && !dates.MatchString(token)
}
