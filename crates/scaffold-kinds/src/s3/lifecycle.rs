use std::collections::{BTreeMap, BTreeSet};

use scaffold_model::TextRule;

use crate::{choice, record};

/// Days that AWS takes.
const DAYS: i64 = 2_147_483_647;

record! {
    /// What becomes of some objects as time goes by.
    pub struct LifecycleRule {
        /// What tells it from others.
        name: String => required().text(TextRule::AtMost(255)).created_by(&[".ID"]),
        /// Whether it does anything.
        enabled: bool => defaults_to(true).created_by(&[".Status"]),
        /// Objects whose names begin so. All when it is not said.
        prefix: Option<String> => text(TextRule::AtMost(1024)).created_by(&[".Filter.Prefix", ".Filter.And.Prefix"]),
        /// Objects that carry all these tags.
        object_tags: BTreeMap<String, String> => created_by(&[".Filter.Tag", ".Filter.And.Tags"]),
        /// Objects larger than this.
        min_bytes: Option<i64> => between(1, i64::MAX).created_by(&[".Filter.ObjectSizeGreaterThan", ".Filter.And.ObjectSizeGreaterThan"]),
        /// Objects smaller than this.
        max_bytes: Option<i64> => between(1, i64::MAX).created_by(&[".Filter.ObjectSizeLessThan", ".Filter.And.ObjectSizeLessThan"]),
        /// After how many days they are deleted.
        expire_days: Option<i64> => between(1, DAYS).created_by(&[".Expiration.Days"]),
        /// Whether delete markers go behind which no version is left.
        expire_delete_markers: bool => defaults_to(false).created_by(&[".Expiration.ExpiredObjectDeleteMarker"]),
        /// Where they go after how many days.
        transitions: BTreeSet<Transition> => created_by(&[".Transitions"]),
        /// After how many days versions are deleted that others have replaced.
        noncurrent_expire_days: Option<i64> => between(1, DAYS).created_by(&[".NoncurrentVersionExpiration.NoncurrentDays"]),
        /// How many of these are kept all the same: 1 to 100.
        noncurrent_keep: Option<i64> => between(1, 100).created_by(&[".NoncurrentVersionExpiration.NewerNoncurrentVersions"]),
        /// Where these go after how many days.
        noncurrent_transitions: BTreeSet<NoncurrentTransition> => created_by(&[".NoncurrentVersionTransitions"]),
        /// After how many days uploads are given up that were never finished.
        abort_uploads_days: Option<i64> => between(1, DAYS).created_by(&[".AbortIncompleteMultipartUpload.DaysAfterInitiation"]),
    }
    rules {
        scaffold_model::Rule::OnlyWhere { attributes: &["noncurrent_keep"], attribute: "noncurrent_expire_days", is: &[] },
        // Unfinished uploads have no tags.
        scaffold_model::Rule::AtMostOneOf(&["object_tags", "abort_uploads_days"]),
        // S3 takes one or the other; markers of what expires go with it anyway.
        scaffold_model::Rule::OnlyWhere { attributes: &["expire_days"], attribute: "expire_delete_markers", is: &["false"] },
    }
}

record! {
    /// Where objects go after how many days.
    pub struct Transition {
        /// After how many days.
        days: i64 => required().between(0, DAYS).created_by(&[".Days"]),
        /// Where they go.
        storage_class: StorageClass => required().created_by(&[".StorageClass"]),
    }
}

record! {
    /// Where versions go that others have replaced.
    pub struct NoncurrentTransition {
        /// After how many days.
        days: i64 => required().between(0, DAYS).created_by(&[".NoncurrentDays"]),
        /// Where they go.
        storage_class: StorageClass => required().created_by(&[".StorageClass"]),
        /// How many stay all the same.
        keep: Option<i64> => between(1, 100).created_by(&[".NewerNoncurrentVersions"]),
    }
}

choice! {
    /// Where objects lie, at what price.
    pub enum StorageClass {
        /// Read seldom.
        StandardInfrequent = "STANDARD_IA",
        /// Read seldom, in one zone.
        OneZoneInfrequent = "ONEZONE_IA",
        /// Moved by how often they are read.
        IntelligentTiering = "INTELLIGENT_TIERING",
        /// Archived, readable at once.
        GlacierInstant = "GLACIER_IR",
        /// Archived, readable within hours.
        Glacier = "GLACIER",
        /// Archived, readable within a day.
        DeepArchive = "DEEP_ARCHIVE",
    }
}
