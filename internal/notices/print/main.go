// Command print prints the licences of everything in the released program:
//
//	go run ./internal/notices/print > NOTICE
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/vsslog/vsslog/internal/notices"
)

func main() {
	text, err := notices.Of(
		context.Background(),
		".",
		"./cmd/vsslog",
		"linux/amd64",
		"linux/arm64",
		"windows/amd64",
		"windows/arm64",
		"darwin/amd64",
		"darwin/arm64",
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "print:", err)
		os.Exit(1)
	}
	fmt.Print(text)
}
