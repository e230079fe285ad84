package export_test

// Tests of this package write Arrow and Parquet too.
import _ "github.com/vsslog/vsslog/export/columnar"
