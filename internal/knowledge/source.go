package knowledge

// Trust says who stands behind a fact.
type Trust string

// Trusts, best first.
const (
	Documented Trust = "documented" // the maker says so, and somebody of this project looked at the page
	Reported   Trust = "reported"   // users, or a page that nobody here could look at
	Inferred   Trust = "inferred"   // follows from other facts; nobody says so
)

// Trusts lists them, best first.
var Trusts = []Trust{Documented, Reported, Inferred}

// Source is where a fact comes from. Looked is the day (YYYY-MM-DD) on which somebody
// of this project looked at URL, "" if nobody did.
type Source struct {
	URL    string `yaml:"url"    json:"url,omitempty"`
	Looked string `yaml:"looked" json:"looked,omitempty"`
	Trust  Trust  `yaml:"trust"  json:"trust,omitempty"`
	Says   string `yaml:"says"   json:"says,omitempty"`
}
