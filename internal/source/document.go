package source

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/vsslog/vsslog/internal/document"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

// ErrNotText is below the reasons of what holds text that cannot be had from here:
// a picture, a PDF, an old Office document.
var ErrNotText = errors.New("no text that can be read from it")

// notText says what a file is that people send and that is no text, and what
// to do with it instead.
var notText = []struct {
	magic        string
	what, advice string
}{
	{"%PDF-", "a PDF", "copy its text, or save it as text, and name that file"},
	{
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
		"a document of Outlook (.msg) or of an old Office (.doc, .xls)",
		"save the mail as text or as .eml, the document as .docx, the table as CSV",
	},
	{"\x89PNG\r\n\x1a\n", "a picture", pictureAdvice},
	{"\xff\xd8\xff", "a picture", pictureAdvice},
	{"GIF8", "a picture", pictureAdvice},
	{"RIFF", "a picture or a recording", pictureAdvice},
	{"II*\x00", "a picture", pictureAdvice},
	{"MM\x00*", "a picture", pictureAdvice},
	{"x\x9f\x3e\x22", "a mail of Outlook (winmail.dat)", "have the mail sent as plain text or saved as .eml"},
}

const pictureAdvice = "copy the text that it shows (Ctrl+C in a message box of Windows copies its text), or save the " +
	"event or the listing itself"

// whyNoText returns why a file that begins with head holds no text that can be
// read, nil if it may.
func whyNoText(head []byte) error {
	for _, n := range notText {
		if bytes.HasPrefix(head, []byte(n.magic)) {
			return fmt.Errorf("%s: %w; %s", n.what, ErrNotText, n.advice)
		}
	}
	if len(head) > 12 && (string(head[4:12]) == "ftypheic" || string(head[4:12]) == "ftypmif1") ||
		len(head) > 26 && head[0] == 'B' && head[1] == 'M' && bytes.Equal(head[6:10], make([]byte, 4)) &&
			head[14] == 40 {
		return fmt.Errorf("a picture: %w; %s", ErrNotText, pictureAdvice)
	}
	return nil
}

var (
	htmlStart = lazyregexp.New(
		`(?is)^(?:\x{FEFF}|\s|<\?xml[^>]*>|<!--.{0,400}?-->)*<(?:!doctype\s+html|html|head|body)\b`,
	)
	// A piece of a page, as it is copied out of one: it begins with a tag of a text, and shuts one.
	htmlPiece = lazyregexp.New(
		`(?is)^(?:\x{FEFF}|\s|<!--.{0,400}?-->)*<(?:table|tbody|tr|div|p|pre|ul|ol|article|main|blockquote|h[1-6]|span|font|details)(?:\s[^<>]{0,900})?>`,
	)
	htmlShut = lazyregexp.New(`(?i)</(?:td|tr|p|div|pre|li|table|span|h[1-6]|font|code)>|<br ?/?>|&nbsp;`)
	// Elements of events and objects, which a page would lose.
	holdsXML   = lazyregexp.New(`(?i)<(?:Event|System|Objs?|Provider|EventID)\b`)
	headerLine = lazyregexp.New(`^[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?\S?`)
)

// documentOf recognises a document by its first bytes.
func documentOf(head []byte) containerKind {
	switch {
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		return richText
	case isPage(head) || isPage(decodedHead(head)):
		return webPage
	case isMail(head):
		return mailMessage
	}
	return notContainer
}

func isPage(head []byte) bool {
	text := strings.TrimLeft(parse.Borrow(head), "\ufeff \t\r\n\f")
	if !strings.HasPrefix(text, "<") { // as most files
		return false
	}
	return htmlStart.MatchString(text) ||
		htmlPiece.MatchString(text) && htmlShut.MatchString(text) && !holdsXML.MatchString(text)
}

// decodedHead takes the NULs of UTF-16 out.
func decodedHead(head []byte) []byte {
	if !bytes.HasPrefix(head, []byte{0xff, 0xfe}) && !bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return nil
	}
	return bytes.ReplaceAll(head[2:], []byte{0}, nil)
}

// isMail reports whether head begins with the headers of a mail as programs store
// it: nothing but headers up to its end or a blank line, and among them what only a
// mail has (RFC 5322, 3.6; RFC 2045, 4).
func isMail(head []byte) bool {
	lines, marks := 0, 0
	for line := range bytes.Lines(head) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			if lines == 0 {
				return false
			}
			continue
		}
		if lines++; !headerLine.MatchString(parse.Borrow(line)) {
			return false
		}
		name, _, _ := bytes.Cut(line, []byte(":"))
		switch strings.ToLower(string(name)) {
		case "mime-version", "message-id", "received", "return-path", "delivered-to", "content-transfer-encoding":
			marks += 2
		case "from", "to", "subject", "date", "content-type", "x-mailer":
			marks++
		}
	}
	return marks >= 4
}

// document passes on the text of a document, and the attachments of a mail.
func (a *archive) document(kind containerKind) error {
	switch kind {
	case webPage:
		return a.converted("text", a.in.Open, func(r io.Reader, w io.Writer) error { return document.HTML(r, "", w) })
	case richText:
		return a.converted("text", a.in.Open, document.RTF)
	}
	r, err := a.spent.metered(a.in.Open)()
	if err != nil {
		return err
	}
	defer r.Close()
	return a.mail(r)
}

// converted passes on what convert makes of a document as a member. What comes out
// is metered; what came before an error is passed on all the same.
func (a *archive) converted(
	name string,
	open func() (io.ReadCloser, error),
	convert func(io.Reader, io.Writer) error,
) error {
	r, err := open()
	if err != nil {
		return err
	}
	defer r.Close()
	return a.text(name, r, convert)
}

func (a *archive) text(name string, r io.Reader, convert func(io.Reader, io.Writer) error) error {
	if err := a.spent.addMember(); err != nil {
		return err
	}
	at, wanted := a.part(name)
	if !wanted {
		return nil
	}
	store := spill.New(spill.StreamMemory)
	defer store.Close()
	broken := convert(&untilStopped{a, r}, &meteredWriter{store, a.spent})
	if stop := a.ctx.Err(); stop != nil {
		return &stopped{stop}
	}
	size := store.Size()
	if size > 0 {
		in := &parse.Input{Size: size, At: store, Beside: a.at.beside,
			Open: func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(store, 0, size)), nil }}
		in.Source, in.Host = at.source, at.host()
		if err := a.visit(in); err != nil {
			return &stopped{err}
		}
	}
	switch {
	case a.spent.exceeded != nil:
		return a.spent.exceeded
	case broken != nil:
		a.problem(
			at,
			fmt.Errorf(
				"%w; what precedes it was read: save the document as text if something is missing",
				broken,
			),
		)
	case size == 0:
		a.problem(at, fmt.Errorf("the document contains no text: %w", ErrNotText))
	}
	return nil
}

// part returns the place of a part of a document: where the document is. One that
// was named by itself represents a folder.
func (a *archive) part(raw string) (at location, wanted bool) {
	at, wanted = a.member(raw)
	at.folders, at.beside = a.at.folders, a.at.beside
	if len(at.folders) == 0 {
		at.folders = []string{a.at.base}
	}
	return at, wanted
}

// untilStopped ends with the run.
type untilStopped struct {
	a *archive
	r io.Reader
}

func (u *untilStopped) Read(p []byte) (int, error) {
	if err := u.a.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// meteredWriter counts what is written against the budget.
type meteredWriter struct {
	w     io.Writer
	spent *budget
}

func (m *meteredWriter) Write(p []byte) (int, error) {
	if err := m.spent.addBytes(int64(len(p))); err != nil {
		return 0, err
	}
	return m.w.Write(p)
}

// maxHeader is how many bytes the headers of a mail may have.
const maxHeader = 1 << 20

// mail passes on the text of a mail and its attachments.
func (a *archive) mail(r io.Reader) error {
	b := bufio.NewReaderSize(r, 64<<10)
	header, err := mailHeader(b)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(bytes.NewReader(header))
	if err != nil {
		return fmt.Errorf("the headers of the mail: %w", err)
	}
	return a.mailPart(partOf(m.Header.Get), b, 0, false)
}

// mailHeader reads up to the blank line behind the headers.
func mailHeader(b *bufio.Reader) ([]byte, error) {
	var header []byte
	for len(header) < maxHeader {
		line, err := b.ReadSlice('\n')
		header = append(header, line...)
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil || len(bytes.TrimRight(line, "\r\n")) == 0 {
			return append(header, '\n'), nil
		}
	}
	return nil, fmt.Errorf("more than %d bytes of headers: %w", maxHeader, ErrLimit)
}

// mailPart is a part of a mail by what its headers say.
type mailPart struct {
	kind        string // text/plain
	params      map[string]string
	name        string
	attached    bool
	encoding    string
	contentType string
}

func partOf(get func(string) string) mailPart {
	p := mailPart{
		contentType: get("Content-Type"),
		encoding:    strings.ToLower(strings.TrimSpace(get("Content-Transfer-Encoding"))),
	}
	var err error
	if p.kind, p.params, err = mime.ParseMediaType(p.contentType); err != nil && p.kind == "" {
		p.kind = "text/plain"
	}
	disposition, params, _ := mime.ParseMediaType(get("Content-Disposition"))
	p.attached = disposition == "attachment"
	p.name = params["filename"]
	if p.name == "" {
		p.name = p.params["name"]
	}
	if decoded, err := new(mime.WordDecoder).DecodeHeader(p.name); err == nil {
		p.name = decoded
	}
	return p
}

// mailPart passes on one part, and those in it. decoded says that the transfer
// encoding is undone.
func (a *archive) mailPart(p mailPart, r io.Reader, depth int, decoded bool) error {
	if most := a.opt.Limits.Depth * 4; depth > most {
		return fmt.Errorf("a part of a mail inside %d others: %w", most, ErrLimit)
	}
	if !decoded {
		switch p.encoding {
		case "base64":
			r = base64.NewDecoder(base64.StdEncoding, r)
		case "quoted-printable":
			r = quotedprintable.NewReader(r)
		}
	}
	switch {
	case strings.HasPrefix(p.kind, "multipart/"):
		return a.multipart(p, r, depth)
	case p.kind == "message/rfc822":
		return a.attachment(orName(p.name, "message.eml"), r)
	case p.attached || p.name != "" && !strings.HasPrefix(p.kind, "image/") && !strings.HasPrefix(p.kind, "text/html"):
		return a.attachment(orName(p.name, "attachment"), r)
	case p.kind == "text/html" || p.kind == "application/xhtml+xml":
		return a.text("text", r, func(r io.Reader, w io.Writer) error { return document.HTML(r, p.contentType, w) })
	case p.kind == "text/css",
		strings.Contains(p.kind, "javascript"),
		strings.HasPrefix(p.kind, "image/"),
		strings.HasPrefix(p.kind, "font/"):
		return nil // of a page that was saved, or the picture in a signature
	case strings.HasPrefix(p.kind, "text/"):
		return a.text("text", r, func(r io.Reader, w io.Writer) error { return plainText(r, p.params["charset"], w) })
	}
	return a.attachment(orName(p.name, "attachment"), r)
}

func orName(name, other string) string {
	if strings.TrimSpace(name) == "" {
		return other
	}
	return name
}

// multipart passes on the parts. Of alternatives the plain text is taken where
// there is one.
func (a *archive) multipart(p mailPart, r io.Reader, depth int) error {
	boundary := p.params["boundary"]
	if boundary == "" {
		return a.text("text", r, func(r io.Reader, w io.Writer) error { return plainText(r, "", w) })
	}
	plain := false
	for parts := multipart.NewReader(r, boundary); ; {
		part, err := parts.NextPart()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		inner := partOf(part.Header.Get)
		if p.kind == "multipart/alternative" && plain && inner.kind != "text/plain" {
			continue
		}
		plain = plain || inner.kind == "text/plain" && !inner.attached
		if err := a.mailPart(inner, part, depth+1, inner.encoding == "quoted-printable" || inner.encoding == ""); err != nil {
			return err
		}
	}
}

// attachment passes on a file that is attached, or what is in it.
func (a *archive) attachment(name string, r io.Reader) error {
	if err := a.spent.addMember(); err != nil {
		return err
	}
	at, wanted := a.part(name)
	if !wanted {
		return nil
	}
	metered := &meteredReader{ReadCloser: io.NopCloser(r), meter: &meter{budget: a.spent}}
	return a.spooled(metered, at)
}

// plainText turns text of a charset into UTF-8. One that is not known is left as it is.
func plainText(r io.Reader, label string, w io.Writer) error {
	if label != "" {
		if decoded, err := charset.NewReaderLabel(label, r); err == nil {
			r = decoded
		}
	}
	_, err := io.Copy(w, r)
	return err
}

// officeParts are the members of a zip that hold the text of a document, and how it
// is read; nil: it holds none that can be.
var officeParts = []struct {
	member  string
	convert func(io.Reader, io.Writer) error
	advice  string
}{
	{"word/document.xml", document.Word, ""},
	{"content.xml", document.OpenDocument, ""},
	{"xl/workbook.xml", nil, "a table of Excel: save the sheet as CSV and name that file"},
	{"ppt/presentation.xml", nil, "a presentation: copy its text into a file and name that"},
}

// office passes on the text of a zip that is a document of a word processor, and
// reports whether it is one. Both kinds have a list of their content at the top.
func (a *archive) office(files []*zip.File) (is bool, err error) {
	has := func(name string) *zip.File {
		for _, f := range files {
			if f.Name == name {
				return f
			}
		}
		return nil
	}
	if has("[Content_Types].xml") == nil && has("mimetype") == nil {
		return false, nil
	}
	for _, part := range officeParts {
		f := has(part.member)
		if f == nil {
			continue
		}
		if part.convert == nil {
			a.problem(a.at, fmt.Errorf("%s: %w", part.advice, ErrNotText))
			return true, nil
		}
		return true, a.converted("text", a.spent.metered(f.Open), part.convert)
	}
	return false, nil
}
