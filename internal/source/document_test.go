package source

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const eml = "Received: from mx.example by other.example; Sun, 1 Mar 2026 02:03:04 +0000\r\nMIME-Version: " +
	"1.0\r\nFrom: someone@example.com\r\nSubject: backup\r\n" +
	"Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\npreamble\r\n--b1\r\nContent-Type: multipart/alternative; " +
	"boundary=b2\r\n\r\n" +
	"--b2\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: " +
	"quoted-printable\r\n\r\nSicherung f=FCr alle, hr =3D 0x80070005 und dann noch mehr, was nicht auf die=\r\n " +
	"Zeile passt\r\n" +
	"--b2\r\nContent-Type: text/html\r\n\r\n<p>the same again</p>\r\n--b2--\r\n" +
	"--b1\r\nContent-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n" +
	"--b1\r\nContent-Type: text/plain; name=\"=?utf-8?q?list=C3=A9.txt?=\"\r\nContent-Disposition: attachment; " +
	"filename=writers.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n"

func mailWith(t *testing.T) string {
	nested := "MIME-Version: 1.0\r\nMessage-ID: <1@example>\r\nFrom: a@example\r\nContent-Type: text/html; " +
		"charset=windows-1251\r\n\r\n<p>\xce\xf8\xe8\xe1\xea\xe0</p>\r\n"
	return eml + base64.StdEncoding.EncodeToString(
		[]byte("a listing\n"),
	) + "\r\n--b1\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; " +
		"filename=logs.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(
			[]byte(zipped(t, packed{"h/app.log", "a log\n"})),
		) +
		"\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\n" + nested + "\r\n--b1--\r\n"
}

func TestDocuments(t *testing.T) {
	docx := zipped(
		t,
		packed{"[Content_Types].xml", "<Types/>"},
		packed{"word/document.xml", "<w:document><w:p><w:r><w:t>a message</w:t></w:r></w:p></w:document>"},
		packed{"word/media/image1.png", "\x89PNG"},
	)
	odt := zipped(
		t,
		packed{"mimetype", "application/vnd.oasis.opendocument.text"},
		packed{"content.xml", "<text:p>a message</text:p>"},
	)
	for name, c := range map[string]struct {
		content string
		want    []seen
	}{
		"a.eml": {mailWith(t), []seen{{"a.eml!/text", "", "Sicherung für alle, hr = 0x80070005 und dann noch mehr, " +
			"was nicht auf die Zeile passt"},
			{"a.eml!/writers.txt", "", "a listing\n"}, {"a.eml!/logs.zip!/h/app.log", "", "a log\n"}, {"a.eml!/message.eml!/text", "", "Ошибка\n\n"}}},
		"a.mht": {"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; " +
			"boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<pre>one\n two</pre>\r\n--x\r\nContent-Type: " +
			"text/css\r\n\r\np {}\r\n--x--\r\n", []seen{{"a.mht!/text", "", "one\n two\n\n"}}},
		"a.html":    {"\ufeff<!DOCTYPE html><html><body><p>a</p></body></html>", []seen{{"a.html!/text", "", "a\n\n"}}},
		"piece.htm": {"<table class=\"x\"><tr><td>a</td><td>b</td></tr></table>", []seen{{"piece.htm!/text", "", "a\tb\n\n"}}},
		"a.rtf":     {`{\rtf1\ansi a\par b\par}`, []seen{{"a.rtf!/text", "", "a\nb\n"}}},
		"a.docx":    {docx, []seen{{"a.docx!/text", "", "a message\n"}}},
		"a.odt":     {odt, []seen{{"a.odt!/text", "", "a message\n"}}},
		// no documents
		"event.txt": {"Log Name: Application\r\nSource: VSS\r\nDate: 1/2/2026\r\nEvent ID: 8193\r\n\r\nTo: " +
			"you\r\n", nil},
		"head.txt": {"From: me\nTo: you\nSubject: this is a text that begins like a mail\n\nHello\n", nil},
		"list.xml": {"<div>1</mul>", nil},
		"page.xml": {"<?xml version=\"1.0\"?><Events><Event/></Events>", nil},
	} {
		t.Run(name, func(t *testing.T) {
			inputs, problems := walked(t, Options{}, name, c.content)
			want := c.want
			if want == nil {
				want = []seen{{name, "", c.content}}
			}
			for i := range want {
				want[i].Host = inputs[i].Host
			}
			if diff := cmp.Diff(want, inputs); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if len(problems) > 0 {
				t.Error(problems)
			}
			noFilesLeft(t)
		})
	}
}

// What holds no text that can be read says what to do instead.
func TestNotText(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"a.png":  {"\x89PNG\r\n\x1a\n\x00\x00", "a picture"},
		"a.pdf":  {"%PDF-1.7\n", "a PDF"},
		"a.msg":  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", ".eml"},
		"a.xlsx": {zipped(t, packed{"[Content_Types].xml", ""}, packed{"xl/workbook.xml", ""}), "CSV"},
		"a.html": {"<html><body><img src=x></body></html>", "no text"},
	} {
		inputs, problems := walked(t, Options{}, name, c.content)
		if len(inputs) > 0 || len(problems) != 1 || !errors.Is(problems[0], ErrNotText) ||
			!strings.Contains(problems[0].Error(), c.want) {
			t.Errorf("%s: inputs %v, problems %v", name, inputs, problems)
		}
	}
}

// What comes out of documents counts against the limits.
func TestDocumentLimits(t *testing.T) {
	nested := "text\n"
	for range 8 {
		nested = "MIME-Version: 1.0\r\nMessage-ID: <1@example>\r\nContent-Type: message/rfc822\r\n\r\n" + nested
	}
	deep := "Content-Type: text/plain\r\n\r\ntext\r\n"
	for i := range 30 {
		deep = fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%[1]d\r\n%s--b%[1]d--\r\n", i, deep)
	}
	deep = "MIME-Version: 1.0\r\nMessage-ID: <1@example>\r\n" + deep
	many := "MIME-Version: 1.0\r\nMessage-ID: <1@example>\r\nContent-Type: multipart/mixed; " +
		"boundary=x\r\n\r\n" + strings.Repeat(
		"--x\r\nContent-Type: text/plain\r\n\r\na\r\n",
		50,
	) + "--x--\r\n"
	spaces := "<text:p>a" + strings.Repeat(`<text:s text:c="1000"/>`, 100_000) + "</text:p>"
	odt := zipped(t, packed{"mimetype", "x"}, packed{"content.xml", spaces})
	for name, c := range map[string]struct {
		content string
		limits  Limits
		problem string
	}{
		"nested": {nested, Limits{}, "an archive inside 5 others"},
		"deep":   {deep, Limits{}, "a part of a mail inside 20 others"},
		"parts":  {many, Limits{Members: 20}, ""},
		"bytes":  {odt, Limits{Bytes: 10 << 20}, ""},
	} {
		_, problems := walked(t, Options{Limits: c.limits}, "a", c.content)
		if len(problems) == 0 || !errors.Is(problems[len(problems)-1], ErrLimit) ||
			!strings.Contains(problems[len(problems)-1].Error(), c.problem) {
			t.Errorf("%s: problems %v", name, problems)
		}
		noFilesLeft(t)
	}
}
