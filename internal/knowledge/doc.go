// Package knowledge holds what is known about failures of shadow copies as data:
// causes with their remedies, result codes, events, routines, writers, services,
// providers, classes, programs and articles.
//
// The source is YAML below data/. `go generate ./internal/knowledge` checks it and
// writes it to compiled/, which is embedded and decoded when it is first asked for.
// Users' own causes have the same schema: see [Load].
//
// The package imports nothing of the project. What a record states comes in as
// [Facts]; which causes it speaks for comes out as [Candidate]s, most specific first.
package knowledge

//go:generate go run ./compile
