use scaffold_model::{Facts, Quota, Unique};

use super::{NAME, marked_facts};
use crate::{choice, kind};

kind! {
    /// How CloudFront signs what it asks of an origin, so that the origin can admit one distribution alone.
    pub struct OriginAccessControl: "cloudfront.origin_access_control" {
        /// What the origin is: `s3`, `lambda` for the URL of a function, or a service for media.
        origin_type: OriginType => defaults_to("s3").created_by(&["OriginAccessControlConfig.OriginAccessControlOriginType"]).modified_by(&["UpdateOriginAccessControl.OriginAccessControlConfig.OriginAccessControlOriginType"]),
        /// Which requests are signed. With `no-override` those that a viewer has signed are not.
        signing_behavior: SigningBehavior => defaults_to("always").created_by(&["OriginAccessControlConfig.SigningBehavior"]).modified_by(&["UpdateOriginAccessControl.OriginAccessControlConfig.SigningBehavior"]),
        /// How they are signed.
        signing_protocol: SigningProtocol => defaults_to("sigv4").created_by(&["OriginAccessControlConfig.SigningProtocol"]).modified_by(&["UpdateOriginAccessControl.OriginAccessControlConfig.SigningProtocol"]),
    }
    outputs {
        /// Its id.
        id: String,
        /// Its physical name.
        name: String,
    }
    facts { Facts {
        unique: &[Unique { attributes: &["name"], error: "OriginAccessControlAlreadyExists" }],
        quota: Some(Quota { limit: 100, within: None, error: "TooManyOriginAccessControls" }),
        left_out: &[
            ("OriginAccessControlConfig.Name", "deterministic, from stack and address"),
            ("OriginAccessControlConfig.Description", "says whose it is: it has no tags"),
            ("IfMatch", "what was read a moment before"),
        ],
        ..marked_facts("CreateOriginAccessControl", NAME)
    } }
}

choice! {
    /// What an origin is.
    pub enum OriginType {
        /// A bucket.
        S3 = "s3",
        /// A container of AWS Elemental MediaStore.
        MediaStore = "mediastore",
        /// AWS Elemental MediaPackage v2.
        MediaPackageV2 = "mediapackagev2",
        /// The URL of a Lambda function.
        Lambda = "lambda",
    }
}

choice! {
    /// Which requests are signed.
    pub enum SigningBehavior {
        /// None: as if it were not there.
        Never = "never",
        /// All.
        Always = "always",
        /// Those without the header `Authorization`.
        NoOverride = "no-override",
        /// All; what the viewer sent as `Authorization` goes along in a header of its own.
        AlwaysAmzAuth = "always-amz-auth",
    }
}

choice! {
    /// How requests are signed.
    pub enum SigningProtocol {
        /// For one region.
        Sigv4 = "sigv4",
        /// For several regions.
        Sigv4a = "sigv4a",
    }
}
