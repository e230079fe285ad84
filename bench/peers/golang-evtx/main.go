// Golang-evtx-bench reads EVTX files with golang-evtx and prints how many records
// there were. Built from this folder it is under the GPL 3.0, as golang-evtx is.
package main

import (
	"fmt"
	"os"

	"github.com/0xrawsec/golang-evtx/evtx"
)

func main() {
	records := 0
	for _, name := range os.Args[1:] {
		file, err := evtx.OpenDirty(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		for range file.FastEvents() {
			records++
		}
		file.Close()
	}
	fmt.Println(records, "records")
}
