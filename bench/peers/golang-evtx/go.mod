// A module of its own: golang-evtx is under the GPL and stays out of vsslog's.
module golang-evtx-bench

go 1.26.0

require github.com/0xrawsec/golang-evtx v1.2.9

require github.com/0xrawsec/golang-utils v1.3.0 // indirect
