package requester

// Where the rows of messageForms come from: documented, reported, inferred or unconfirmed.
const (
	sourceDatto = "documented: BKPnnnn and BAKnnnn; " +
		"https://continuity.datto.com/help/Content/kb/siris-alto-nas/KB206576943.htm, looked at 2026-11-30"
	sourceBackupAssist = "documented: BAnnnn; https://help.ebertlang.com/kb/a822, looked at 2026-11-30"
	sourceCheckpoint   = "reported: the id of an error of Checkpoint-Computer, in logs of users"
	sourceRsync        = "reported: how rsync ends, in logs of users"
	sourceActiphy      = "documented: Exit Code -311; " +
		"https://actiphyhelp.zendesk.com/hc/en-us/articles/13451207432217-Troubleshooting-VSS-Writer-Error, looked " +
		"at 2026-11-30"
	sourceArcserve = "documented: E and W numbers, AE and AW those of agents; " +
		"https://ftpdocs.broadcom.com/phpdocs/0/115/messages/as115/intro_book_error_messages.htm, looked at 2026-11-30"
	sourceRobocopy = "reported: how robocopy prints an error of Windows, decimal and hex, in logs of users"
	sourceWindows  = "inferred: calls for files fail with numbers of Windows; reported: how programs print them"
	sourceVeeam    = "reported: words of job reports, in public threads; what they mean follows from them"
	sourceScript   = "documented: a script has to return 0, else its phase failed; " +
		"https://documentation.commvault.com/2024/expert/pre_processes_and_post_processes_overview.html, " +
		"looked at 2026-11-30; other programs' words are reported"
	sourceLabelled = "inferred: a word for an error in front of a number that is none of Windows"
	sourceIBM      = "documented: ANS is the backup-archive client, ANE its events as the server keeps them, the " +
		"last " +
		"letter the severity; " +
		"https://www.ibm.com/docs/en/spectrum-protect/8.1.12?topic=messages-spectrum-protect-server-client-format, " +
		"looked at 2026-11-29"
	sourceBackupExecErrors = "unconfirmed: final errors 0xe000xxxx and 0xa000xxxx of Backup Exec, as users quote " +
		"them; no page of " +
		"the maker was found"
	sourceBackupExecUMI = "documented: UMI codes of Backup Exec, such as V-79-57344-34110; " +
		"http://seer.entsupport.symantec.com/docs/326302.htm, looked at 2026-11-29"
	sourceNetBackup = "documented: status code 156 of NetBackup, snapshot error encountered; " +
		"http://seer.entsupport.symantec.com/docs/276739.htm, looked at 2026-11-29. The forms without these " +
		"words are unconfirmed"
	sourceGuestAgent = "reported: names of the commands, in Proxmox' own source, " +
		"https://github.com/proxmox/qemu-server/blob/master/src/PVE/QemuServer/Agent.pm, looked at " +
		"2026-11-29; how a program words the failure is unconfirmed"
	sourceAzure = "documented: names such as ExtensionSnapshotFailedCOM; " +
		"https://learn.microsoft.com/azure/backup/backup-azure-vms-troubleshoot, looked at 2026-11-29 as kept " +
		"in the public repository of the documentation; that all names are formed so is inferred"
	sourceSiteRecovery = "documented: VSS error, decimal and hex, and exit code of the installer; " +
		"https://learn.microsoft.com/azure/site-recovery/vmware-azure-troubleshoot-push-install, looked at " +
		"2026-11-30 as " +
		"kept in public translations"
	sourceVMware = "reported: msg.snapshot.error-QUIESCINGERROR and -FAIL in public articles, looked at 2026-11-29; " +
		"vmsnap and quiesce in their place are unconfirmed"
	sourceFaults = "documented: the faults of snapshots in the vSphere Web Services API; " +
		"https://developer.broadcom.com/xapis/vsphere-web-services-api/8.0U3/vim.fault.SnapshotFault.html, looked at " +
		"2026-11-30; " +
		"the names in front are those of its libraries"
	sourceXen = "documented: errors of VM.snapshot_with_quiesce in the API of XenServer; " +
		"https://rubydoc.info/gems/xenapi/XenApi/Errors, looked at 2026-11-30"
	sourceDPM = "inferred: Data Protection Manager numbers its errors " +
		"(https://learn.microsoft.com/troubleshoot/system-center/dpm/vnext-dpm-error-codes, looked at 2026-11-30); " +
		"the form in brackets is as users quote it"
	sourceHyperV = "documented: return values 32768 to 32778 of Msvm_VirtualSystemSnapshotService; " +
		"https://learn.microsoft.com/windows/win32/hyperv_v2/clearsnapshotstate-msvm-virtualsystemsnapshotservice, " +
		"looked at 2026-11-29; values above are inferred"
)
