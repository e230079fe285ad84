// Package columnar contains the formats that data frames and query engines read
// directly: Arrow IPC and Parquet. A program that imports it gets them in
// export.Formats; other programs, such as the page for browsers, stay smaller.
package columnar

import "github.com/vsslog/vsslog/export"

func init() {
	export.Register(
		export.Format{Name: "arrow", Title: "Arrow IPC file", File: export.Extension(".arrow"), Open: newArrowFile},
		export.Format{
			Name:  "arrows",
			Title: "Arrow IPC stream",
			File:  export.Extension(".arrows"),
			Open:  newArrowStream,
		},
		export.Format{Name: "parquet", Title: "Parquet (zstd)", File: export.Extension(".parquet"), Open: newParquet},
	)
}
