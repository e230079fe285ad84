// Package requester reads what backup programs say about a snapshot set. What
// they say is late: a code in a backup log was there when the line was written,
// and may have been there long before. So every time here is an upper bound.
package requester
