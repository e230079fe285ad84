/* Stands in for the programs of Windows that Wine lacks: its own name says which
 * one it is. It notes how it was called, as far as cmd handed it on, in calls.txt
 * of the current folder, and takes logs and systeminfo from the folder source. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static void print_file(const char *name) {
  FILE *f = fopen(name, "rb");
  int c;
  while (f && (c = fgetc(f)) != EOF)
    if (c != '\r') putchar(c);
}

int main(int argc, char **argv) {
  char self[MAX_PATH];
  GetModuleFileNameA(NULL, self, MAX_PATH);
  const char *name = strrchr(self, '\\') ? strrchr(self, '\\') + 1 : self;
  FILE *calls = fopen("calls.txt", "a");
  fprintf(calls, "%s", name);
  for (int i = 1; i < argc; i++) fprintf(calls, " <%s>", argv[i]);
  fprintf(calls, "\n");
  fclose(calls);

  if (!_stricmp(name, "systeminfo.exe")) {
    print_file("source/systeminfo.txt");
  } else if (!_stricmp(name, "vssadmin.exe")) {
    printf("vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool\n(C) Copyright 2001 Microsoft Corp.\n\n");
    if (argc > 2 && !strcmp(argv[2], "writers"))
      printf("Writer name: 'System Writer'\n   Writer Id: {e8132975-6f93-4464-a53e-1050253ae220}\n"
             "   Writer Instance Id: {6b3e6d46-4c06-44ad-8a53-8d1b1d1b3a11}\n   State: [1] Stable\n   Last error: No error\n\n");
    else
      printf("No items found that satisfy the query.\n");
  } else if (!_stricmp(name, "wmic.exe") && argc > 3) {
    if (!strcmp(argv[1], "datafile"))
      printf("Name                                Version        \r\r\nC:\\WINDOWS\\system32\\vssapi.dll     5.2.3790.1830  \r\r\n");
    else if (!strcmp(argv[1], "nteventlog")) {
      CopyFileA(strstr(argv[3], "Application") ? "source/AppEvent.Evt" : "source/SysEvent.Evt", argv[argc - 1], 0);
      printf("Method execution successful.\n");
    } else
      printf("CSName=SQLPROD1\n");
  }
  return 0;
}
