package evtx

// Tokens of BinXML ([MS-EVEN6] 2.2.12). tokenMore on a token says that another
// of its kind, or an attribute list, follows.
const (
	tokenEOF          = 0x00
	tokenOpenStart    = 0x01
	tokenCloseStart   = 0x02 // end of a start tag: >
	tokenCloseEmpty   = 0x03 // end of an empty element: />
	tokenEnd          = 0x04
	tokenValue        = 0x05
	tokenAttribute    = 0x06
	tokenCDATA        = 0x07
	tokenCharRef      = 0x08
	tokenEntityRef    = 0x09
	tokenPITarget     = 0x0a
	tokenPIData       = 0x0b
	tokenTemplate     = 0x0c
	tokenSubstitution = 0x0d
	tokenOptional     = 0x0e // a substitution that takes its element or attribute with it when NULL
	tokenFragment     = 0x0f

	tokenMore = 0x40
)

// Value types that parse.ValueType does not name: they are containers.
const (
	typeBinXML = 0x21
	typeArray  = 0x80 // bit: an array of the type in the lower bits
)

// Limits. A real record stays far below each of them; a hostile one meets them
// before it costs anything worth mentioning.
const (
	maxNesting  = 64      // templates and BinXML values inside each other
	maxOpen     = 512     // elements open at the same time
	maxNodes    = 1 << 16 // nodes of one record
	maxFields   = 1 << 16 // fields of one chunk
	maxArena    = 4 << 20 // bytes of text of one chunk
	chunkBudget = 1 << 22 // tokens and name characters read for one chunk
)

// depthOfValue is how deep a BinXML value of a record lies: in the template that the
// fragment of the record is.
const depthOfValue = 2

// hashFactor makes the hash that stands before a name: h = h * 65599 + unit, cut
// to 16 bits, over its UTF-16 units.
const hashFactor = 65599 & 0xffff

// noDependency in an element start says that no substitution decides whether
// the element is there.
const noDependency = 0xffff
