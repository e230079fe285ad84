package vocab

import "testing"

// A writer that is not known comes out of a translated block by the order of its values.
func TestForeignWriter(t *testing.T) {
	const class, instance = "{0badcafe-1111-4222-8333-444455556666}", "{0badcafe-1111-4222-8333-444455557777}"
	for name, block := range map[string]string{
		"French": "\n\nOpération :\n   Événement Freeze\n\nContexte :\n   Contexte d’exécution : " +
			"Writer\n   ID de classe du rédacteur : " + class + "\n   Nom du rédacteur : Example Store\n   ID " +
			"d’instance du rédacteur : " + instance,
		"with an instance name": "\n\nVorgang:\n   Freeze-Ereignis\n\nKontext:\n   Ausführungskontext: Writer\n   " +
			"Generatorklassen-ID: " + class + "\n   Generatorname: Example Store\n   Name der Instanz: One\n   " +
			"Generatorinstanz-ID: " + instance,
	} {
		c, ok := ParseContext(block)
		if !ok {
			t.Fatalf("%s: no block", name)
		}
		var e Event
		e.fromContext(c, block)
		if e.Writer != "Example Store" || e.WriterID != class || e.Instance != instance {
			t.Errorf("%s: %q %q %q", name, e.Writer, e.WriterID, e.Instance)
		}
	}
	other := "\n\nContexte :\n   x\n\nValeurs :\n   Contexte d’exécution : Coordinator\n   ID : " + class + "\n   Nom : Example Store\n   ID : " + instance
	var e Event
	if c, ok := ParseContext(other); ok {
		e.fromContext(c, other)
	}
	if e.Writer != "" {
		t.Errorf("what is no writer's: %q", e.Writer)
	}
}
