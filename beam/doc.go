// Package beam is the analysis of many hosts as an Apache Beam pipeline: list
// the inputs, read each, group by hosts, correlate and judge each part. The work
// is done by the same packages as in the program, and the results are the same
// bytes.
//
//	list -> read each item -> group hosts -> judge each part
//
// Between the stages only names and outlines travel through the engine. What is
// kept of an item lies in a file below Config.Out, as do the tables of the parts,
// so every worker must reach it under the same path, and the inputs too.
//
// An engine may run any step twice, even at the same time. Every file and every
// directory appears under its name only when it is whole, and a second attempt
// makes the same bytes, so a repeated step changes nothing.
package beam
