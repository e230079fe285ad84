package requester

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A parent on another drive or in another ClusterStorage counts, one beside its child does not.
func TestDiskChain(t *testing.T) {
	const head = "PS > Get-VHD * | select path,parentpath\nPath                        ParentPath\n" +
		"----                        ----------\n"
	for content, want := range map[string]int{
		head + "C:\\VMs\\A.vhdx\nC:\\VMs\\A_1.avhdx  D:\\VMs\\A.vhdx\nC:\\VMs\\A_2.avhdx  C:\\VMs\\A_1.avhdx\n":               1,
		head + "C:\\ClusterStorage\\V 1\\A_1.avhdx  C:\\ClusterStorage.000\\V 1\\A.vhdx\n":                                    1,
		head + "C:\\VMs\\A.vhdx\nC:\\VMs\\A_1.avhdx  c:\\VMs\\A.vhdx\n":                                                       0,
		"ComputerName : H1\nPath         : C:\\VMs\\A_1.avhdx\nVhdType      : Differencing\nParentPath   : D:\\VMs\\A.vhdx\n": 1,
		"ComputerName : H1\nPath         : C:\\VMs\\A_1.avhdx\nVhdType      : Differencing\nParentPath   : C:\\VMs\\A.vhdx\n": 0,
		"Path : C:\\VMs\\A.vhdx\nParentPath :\n":                                                                              0,
	} {
		r := texttest.Read(t, []byte(content), DiskChain)
		if len(r.Records) != want {
			t.Errorf("%q: %d records, want %d", content, len(r.Records), want)
		}
		for _, one := range r.Records {
			if one.Text(parse.FieldMessageID) != messageOtherPath {
				t.Errorf("%q: %s", content, texttest.Fields(one))
			}
		}
	}
}
