package main

import (
	"encoding/base64"
	"fmt"
	"strings"
)

const mailHead = "From: a@example.test\r\nTo: b@example.test\r\nSubject: backup\r\nDate: Thu, 12 Sep 2024 01:00:00 " +
	"+0000\r\nMessage-ID: <1@example.test>\r\nMIME-Version: 1.0\r\n"

// csvHeading is that of a table by Export-Csv.
const csvHeading = `"TimeCreated","Id","ProviderName","LevelDisplayName","MachineName","LogName","Message"` + "\n"

var markupKinds = []kind{
	{"xml-deep", text("a.xml", func(b *strings.Builder) {
		b.WriteString("<Events>" + strings.Repeat("<a>", 5_000_000))
	})},
	{"xml-deep-in-an-event", text("a.xml", func(b *strings.Builder) {
		e := rejected(1, began, "System Writer")
		e.data = strings.Repeat("<b>", 2_000_000)
		b.WriteString("<Events>" + e.String())
	})},
	{"xml-attributes", text("a.xml", func(b *strings.Builder) {
		b.WriteString("<Events><Event ")
		for i := range 1_000_000 {
			fmt.Fprintf(b, "a%d=\"&lt;&amp;\" ", i)
		}
		b.WriteString("/></Events>")
	})},
	{"xml-entities", text("a.xml", func(b *strings.Builder) {
		b.WriteString("<!DOCTYPE Events [<!ENTITY a \"0x800423f2\">")
		for c := 'b'; c <= 'z'; c++ {
			fmt.Fprintf(b, "<!ENTITY %c \"%s\">", c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
		}
		e := rejected(1, began, "System Writer")
		e.data = "<Data>&z;</Data>"
		b.WriteString("]><Events>" + e.String() + "</Events>")
	})},
	{"json-deep", text("a.json", func(b *strings.Builder) { b.WriteString(strings.Repeat("[", 20_000_000)) })},
	{
		"json-deep-objects",
		text("a.json", func(b *strings.Builder) { b.WriteString(strings.Repeat("{\"EventID\":", 2_000_000)) }),
	},
	{"json-fields", text("a.json", func(b *strings.Builder) {
		b.WriteString(`{"EventID":8193,"ProviderName":"VSS","TimeCreated":"2024-09-12T01:00:00Z"`)
		for i := range 500_000 {
			fmt.Fprintf(b, `,"f%d":"0x800423f2"`, i)
		}
		b.WriteString("}")
	})},
	{"json-escapes", text("a.json", func(b *strings.Builder) {
		b.WriteString(`{"EventID":8193,"ProviderName":"VSS","Message":"`)
		b.WriteString(strings.Repeat(`\u0030\ud83d`, 1_000_000) + `"}`)
	})},
	{"csv-million-columns", text("a.csv", func(b *strings.Builder) {
		b.WriteString("TimeCreated,Id,ProviderName")
		for i := range 1_000_000 {
			fmt.Fprintf(b, ",c%d", i)
		}
		for range 5 {
			b.WriteString("\r\n2024-09-12 01:00:00,8193,VSS" + strings.Repeat(",", 1_000_000))
		}
	})},
	{"csv-quotes", text("a.csv", func(b *strings.Builder) {
		b.WriteString(
			"TimeCreated,Id,ProviderName,Message\r\n2024-09-12 01:00:00,8193,VSS,\"" + strings.Repeat(
				"\"\"\r\n",
				4_000_000,
			),
		)
	})},
	{"csv-quotes-of-rows", text("a.csv", func(b *strings.Builder) {
		b.WriteString(csvHeading)
		for i := range 40_000 {
			b.WriteString("6/11/2024 8:00:01 PM,8193,VSS,Error,ERP16,Application," + []string{"\"x\n", "x\n"}[i/20_000*i%2])
		}
	})},
	{"csv-rows-of-no-order", text("a.csv", func(b *strings.Builder) { // it may be June 11 or November 6
		b.WriteString(csvHeading + strings.Repeat("6/11/2024 8:00:01 PM,8193,VSS,Error,ERP16,Application,x\n", 300_000))
	})},
	{
		"rtf-deep",
		text(
			"a.rtf",
			func(b *strings.Builder) { b.WriteString(`{\rtf1 ` + strings.Repeat("{", 10_000_000) + "0x800423f2") },
		),
	},
	{"rtf-binary", text("a.rtf", func(b *strings.Builder) {
		b.WriteString(`{\rtf1 ` + strings.Repeat(`\bin2147483647 x`, 1_000_000) + "}")
	})},
	{"html-deep", text("a.html", func(b *strings.Builder) {
		b.WriteString("<html><body>" + strings.Repeat("<div><table><tr><td>", 500_000) + "0x800423f2")
	})},
	{"html-formatting", text("a.html", func(b *strings.Builder) { // each block opens all of the formats before it anew
		b.WriteString("<html><body>")
		for i := range 20_000 {
			fmt.Fprintf(b, "<a><font size=%d><b><i><p>", i)
		}
	})},
	{"html-attribute", text("a.html", func(b *strings.Builder) {
		b.WriteString("<html><body><p title=\"" + strings.Repeat("&amp;", 8_000_000) + "\">0x800423f2</p>")
	})},
	{"mail-deep", text("a.eml", func(b *strings.Builder) {
		b.WriteString(mailHead)
		for i := range 5000 {
			fmt.Fprintf(b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		b.WriteString("Content-Type: text/plain\r\n\r\n0x800423f2\r\n")
	})},
	{"mail-in-mail", text("a.eml", func(b *strings.Builder) {
		for range 3000 {
			b.WriteString(mailHead + "Content-Type: message/rfc822\r\n\r\n")
		}
	})},
	{"mail-of-parts", text("a.eml", func(b *strings.Builder) {
		b.WriteString(mailHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n")
		for i := range 60_000 {
			fmt.Fprintf(b, "--b\r\nContent-Disposition: attachment; filename=%d.log\r\n\r\n0x800423f2\r\n", i)
		}
	})},
	{"mail-quoted-printable", text("a.eml", func(b *strings.Builder) {
		b.WriteString(
			mailHead + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " +
				"quoted-printable\r\n\r\n" + strings.Repeat(
				"=\r\n",
				8_000_000,
			) + strings.Repeat(
				"=3D=0A",
				2_000_000,
			),
		)
	})},
	{"mail-headers", text("a.eml", func(b *strings.Builder) {
		b.WriteString(mailHead)
		for i := range 500_000 {
			fmt.Fprintf(b, "Received: from h%d.example.test\r\n", i)
		}
	})},
	{"mail-of-a-bomb", file("a.eml", func() []byte {
		bomb := base64.StdEncoding.EncodeToString(pack(newGzip, repeated("0x800423f2\n", 300<<20)))
		return []byte(
			mailHead + "Content-Type: application/gzip; name=a.log.gz\r\nContent-Transfer-Encoding: " +
				"base64\r\nContent-Disposition: attachment; filename=a.log.gz\r\n\r\n" + bomb + "\r\n",
		)
	})},
	{"word-of-a-bomb", file("a.docx", func() []byte {
		return zipped(
			member{"[Content_Types].xml", strings.NewReader("<Types/>")},
			member{"word/document.xml", repeated("<w:p><w:t>0x800423f2</w:t></w:p>", 300<<20)},
		)
	})},
	{"yaml-of-aliases", text("a.yaml", func(b *strings.Builder) {
		b.WriteString("a0: &a0 [x]\n")
		for i := range 40 {
			fmt.Fprintf(b, "a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d,", i), 9))
		}
	})},
	{"clixml-deep", text("a.xml", func(b *strings.Builder) {
		b.WriteString(
			`<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">` + strings.Repeat(
				`<Obj RefId="0"><MS>`,
				1_000_000,
			),
		)
	})},
}
