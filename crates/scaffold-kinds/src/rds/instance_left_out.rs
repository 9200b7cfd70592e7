use super::TAGS;

const OF_OTHERS: &str = "of engines that are not covered: Aurora, Db2, Oracle, SQL Server, RDS Custom";
const OF_DIRECTORIES: &str = "directories are no kind of ours";
const OF_OUTPOSTS: &str = "of RDS on Outposts";

/// Members of the calls that make and change an instance that no attribute carries.
pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    TAGS,
    ("TagSpecifications", "automated backups take the instance's tags by `copy_tags_to_snapshot`"),
    (
        "CreateDBInstanceReadReplica.*",
        "carries what CreateDBInstance does, as far as AWS lets a replica differ",
    ),
    (
        "RestoreDBInstanceFromDBSnapshot.*",
        "carries what CreateDBInstance does, as far as the snapshot leaves it open",
    ),
    ("PromoteReadReplica.*", "carries what ModifyDBInstance does"),
    ("AddTagsToResource.*", "`Tags` carries what RDS does not keep of a deletion to come"),
    ("RebootDBInstance.ForceFailover", "a failover is no state that a blueprint could ask for"),
    ("DBSecurityGroups", "of EC2-Classic, which is gone"),
    ("DBClusterIdentifier", OF_OTHERS),
    ("PromotionTier", OF_OTHERS),
    ("CharacterSetName", OF_OTHERS),
    ("NcharCharacterSetName", OF_OTHERS),
    ("Timezone", OF_OTHERS),
    ("TdeCredentialArn", OF_OTHERS),
    ("TdeCredentialPassword", OF_OTHERS),
    ("ProcessorFeatures", OF_OTHERS),
    ("ModifyDBInstance.UseDefaultProcessorFeatures", OF_OTHERS),
    ("CustomIamInstanceProfile", OF_OTHERS),
    ("DBSystemId", OF_OTHERS),
    ("MultiTenant", OF_OTHERS),
    ("AdditionalStorageVolumes", OF_OTHERS),
    ("ModifyDBInstance.Engine", OF_OTHERS),
    ("ModifyDBInstance.ReplicaMode", OF_OTHERS),
    ("ModifyDBInstance.AutomationMode", OF_OTHERS),
    ("ModifyDBInstance.ResumeFullAutomationModeMinutes", OF_OTHERS),
    ("LicenseModel", "PostgreSQL, MySQL and MariaDB have one each"),
    ("OptionGroupName", "PostgreSQL has no options, and those of MySQL and MariaDB few users; not yet"),
    ("DedicatedLogVolume", "of use to few; not yet"),
    ("DBCapacityReservationIdentifier", "reservations are no kind of ours"),
    (
        "MasterUserAuthenticationType",
        "the first user has a password; others log in by IAM with `iam_authentication`",
    ),
    ("MasterUserSecretKmsKeyId", "Secrets Manager's own key encrypts the secret that RDS makes"),
    ("ModifyDBInstance.RotateMasterUserPassword", "RDS rotates its own secret"),
    ("ModifyDBInstance.CertificateRotationRestart", "AWS knows which engines restart for a certificate"),
    ("ModifyDBInstance.AwsBackupRecoveryPointArn", "plans of AWS Backup are no kind of ours"),
    ("Domain", OF_DIRECTORIES),
    ("DomainFqdn", OF_DIRECTORIES),
    ("DomainOu", OF_DIRECTORIES),
    ("DomainAuthSecretArn", OF_DIRECTORIES),
    ("DomainDnsIps", OF_DIRECTORIES),
    ("DomainIAMRoleName", OF_DIRECTORIES),
    ("ModifyDBInstance.DisableDomain", OF_DIRECTORIES),
    ("EnableCustomerOwnedIp", OF_OUTPOSTS),
    ("BackupTarget", OF_OUTPOSTS),
];
