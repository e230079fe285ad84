// Package beam runs the analysis of many hosts as an Apache Beam pipeline: list the
// inputs, read each, group by hosts, correlate and judge each part. It uses the same
// packages as the program, and the results have the same bytes.
//
//	list -> read each item -> group hosts -> judge each part
//
// Only names and outlines travel through the engine between the stages. The extract of
// an item is in a file below Config.Out, like the tables of the parts, so every worker
// must reach that folder, and the inputs, under the same path.
//
// An engine may run any step twice, even at the same time. Every file and every
// directory appears under its name only when it is complete, and a second attempt
// produces the same bytes, so a repeated step changes nothing.
package beam
