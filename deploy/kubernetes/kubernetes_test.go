// Package kubernetes holds manifests. It is a module of its own, so that the types of
// Kubernetes, which its test needs, are no part of vsslog.
package kubernetes

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// jobs decodes the manifest by the types of the Kubernetes API, strictly: an
// unknown field, one that is there twice or one of another type is an error.
func jobs(t *testing.T) []batch.Job {
	t.Helper()
	text, err := os.ReadFile("kubernetes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []batch.Job
	for _, document := range bytes.Split(text, []byte("\n---\n")) {
		var job batch.Job
		if err := yaml.UnmarshalStrict(document, &job); err != nil {
			t.Fatal(err)
		}
		if job.APIVersion != "batch/v1" || job.Kind != "Job" {
			t.Errorf("%s %s is no Job", job.APIVersion, job.Kind)
		}
		all = append(all, job)
	}
	if len(all) != 2 {
		t.Fatalf("%d jobs, want the shards and the merge", len(all))
	}
	return all
}

func environment(c core.Container, name string) string {
	for _, e := range c.Env {
		if e.Name == name {
			return e.Value
		}
	}
	return ""
}

func TestManifest(t *testing.T) {
	all := jobs(t)
	shards := all[0].Spec
	if shards.CompletionMode == nil || *shards.CompletionMode != batch.IndexedCompletion {
		t.Error("the shards are no Indexed Job")
	}
	n := strconv.Itoa(int(*shards.Completions))
	for _, job := range all {
		pod := job.Spec.Template.Spec
		if got := environment(pod.Containers[0], "SHARDS"); got != n {
			t.Errorf("%s: SHARDS is %s, and there are %s completions", job.Name, got, n)
		}
		volumes := map[string]bool{}
		for _, v := range pod.Volumes {
			volumes[v.Name] = true
		}
		for _, m := range pod.Containers[0].VolumeMounts {
			if !volumes[m.Name] {
				t.Errorf("%s mounts %s, which is no volume", job.Name, m.Name)
			}
		}
	}
	if *shards.Parallelism != *shards.Completions {
		t.Error("parallelism and completions differ")
	}
}

// TestCommandsRun runs the commands of both jobs with the program itself, in
// folders in place of the volumes.
func TestCommandsRun(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "vsslog")
	build := exec.Command("go", "build", "-o", program, "./cmd/vsslog")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	results := filepath.Join(dir, "results")
	all := jobs(t)
	sh := func(job batch.Job, index int) {
		c := job.Spec.Template.Spec.Containers[0]
		script := strings.NewReplacer("/logs", samples, "/results", results).Replace(c.Args[0])
		cmd := exec.Command(c.Command[0], c.Command[1], script)
		cmd.Env = append(
			os.Environ(),
			"PATH="+dir+":"+os.Getenv("PATH"),
			"SHARDS="+environment(c, "SHARDS"),
			"JOB_COMPLETION_INDEX="+strconv.Itoa(index),
		)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", job.Name, err, out)
		}
	}
	for i := range int(*all[0].Spec.Completions) {
		sh(all[0], i)
	}
	sh(all[1], 0)
	whole := filepath.Join(dir, "whole")
	if out, err := exec.Command(program, "analyze", samples, "--out", whole).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want, err := os.ReadFile(filepath.Join(whole, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(results, "merged", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Error("the manifest of the merged shards, with the digests of all files, is not that of one run")
	}
}
