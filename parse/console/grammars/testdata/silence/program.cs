using System;
namespace Example {
    // Gives the codes of VSS names that people can read.
    public static class VssCodes {
        public const int WriterTimeout = unchecked((int)0x800423F2);
        public const int ProviderVeto = unchecked((int)0x80042306);
        public static string Name(int code) {
            switch (code) {
                case WriterTimeout: return "VSS error: writer timed out";
                case ProviderVeto: return "VSS error: provider veto (0x80042306)";
            }
            throw new ArgumentException("no such code");
        }
    }
}
