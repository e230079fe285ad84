// Package cputime tells benchmarks the CPU time of the process, which other load on the
// machine changes less than the wall clock.
package cputime
