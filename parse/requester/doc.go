// Package requester reads what backup programs report about a snapshot set. Their reports
// are late: a code in a backup log existed when the line was written, and perhaps long
// before. Every time here is therefore an upper bound.
package requester
