// Package sqlwriter reads the two logs of SQL Server that show freeze and thaw
// with a clock time: SqlWriterLogger.txt of the SQL Writer (2019 and later) and
// the ERRORLOG of an instance.
package sqlwriter
