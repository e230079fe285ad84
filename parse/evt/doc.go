// Package evt reads the event logs of Windows Server 2003, XP and earlier.
//
// The layout is that of Microsoft's "Event Log File Format" and "EVENTLOGRECORD" pages
// and of the libevt format description (libyal, "Windows Event Log (EVT) format"), each
// checked on real files.
//
// The file is a ring after a fixed header: when it is full, writing continues at offset
// 48 over the oldest records, and a record that reaches the end of the file is cut there
// and continues at offset 48. The space between the newest and the oldest record
// contains remnants: complete records found there are passed on as salvaged.
//
// Records come in the order of their offsets, so a wrapped log begins with its newest
// part; record numbers give the order in which they were written.
package evt
