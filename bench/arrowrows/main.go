// Arrowrows prints how many rows an Arrow IPC file has.
package main

import (
	"fmt"
	"os"

	"github.com/apache/arrow/go/v15/arrow/ipc"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "Usage: arrowrows FILE")
		os.Exit(2)
	}
	rows, err := count(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(rows, "records")
}

func count(name string) (rows int64, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	r, err := ipc.NewFileReader(file)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	for i := range r.NumRecords() {
		batch, err := r.Record(i)
		if err != nil {
			return rows, err
		}
		rows += batch.NumRows()
	}
	return rows, nil
}
