// Package knowledge is the knowledge base about failures of shadow copies, as data:
// causes with their remedies, result codes, events, routines, writers, services,
// providers, classes, programs and articles.
//
// The source is YAML below data/. `go generate ./internal/knowledge` checks it and
// writes it to compiled/, which is embedded and decoded on first use. Users' own causes
// have the same schema: see [Load].
//
// The package imports nothing from the project. The content of a record comes in as
// [Facts]; the causes that it supports come out as [Candidate]s, most specific first.
package knowledge

//go:generate go run ./compile
