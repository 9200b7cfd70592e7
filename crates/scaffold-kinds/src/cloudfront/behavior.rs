use std::collections::BTreeSet;

use scaffold_model::{TextRule, Value};

use super::{ARN, POLICY_ID};
use crate::{Ref, choice, record};

record! {
    /// What is done with requests that no other behavior is for.
    pub struct DefaultBehavior {
        /// The origin that is asked, by its key in `origins`.
        origin: String => required().text(TextRule::AtMost(128)).created_by(&[".TargetOriginId"]),
        /// Whether viewers must speak TLS.
        viewer_protocol: ViewerProtocol => defaults_to("redirect-to-https").created_by(&[".ViewerProtocolPolicy"]),
        /// What is passed on: `GET` and `HEAD`, those and `OPTIONS`, or all seven.
        methods: BTreeSet<Method> => defaults_to(reads()).created_by(&[".AllowedMethods"]),
        /// Answers to which of those are kept: `GET` and `HEAD`, or those and `OPTIONS`.
        cached_methods: BTreeSet<Method> => defaults_to(reads()).created_by(&[".AllowedMethods.CachedMethods"]),
        /// Whether answers are compressed for viewers who take that.
        compress: bool => defaults_to(true).created_by(&[".Compress"]),
        /// What is kept for how long; ids of AWS's own policies, too.
        cache_policy: Ref => required().refers_to("cloudfront.cache_policy").created_by(&[".CachePolicyId"]),
        /// The id of the policy that says what more the origin is sent.
        origin_request_policy: Option<String> => text(POLICY_ID).created_by(&[".OriginRequestPolicyId"]),
        /// Headers that answers get and lose; ids of AWS's own policies, too.
        response_headers_policy: Option<Ref> => refers_to("cloudfront.response_headers_policy").created_by(&[".ResponseHeadersPolicyId"]),
        /// Functions that run on requests and answers.
        functions: Option<FunctionAssociations> => created_by(&[".FunctionAssociations"]),
        /// Ids of groups of keys; viewers need what is signed with one of them.
        trusted_key_groups: BTreeSet<String> => text(TextRule::AtMost(128)).created_by(&[".TrustedKeyGroups"]),
        /// What logs requests as they come (ARN).
        realtime_log_config: Option<String> => text(ARN).created_by(&[".RealtimeLogConfigArn"]),
        /// Whether gRPC is passed on. Needs HTTP/2 and all methods.
        grpc: bool => defaults_to(false).created_by(&[".GrpcConfig"]),
    }
}

record! {
    /// What is done with requests for some paths.
    pub struct Behavior {
        /// The paths, with `*` and `?`: `/api/*`.
        path: String => required().text(TextRule::AtMost(255)).created_by(&[".PathPattern"]),
        /// The origin that is asked, by its key in `origins`.
        origin: String => required().text(TextRule::AtMost(128)).created_by(&[".TargetOriginId"]),
        /// Whether viewers must speak TLS.
        viewer_protocol: ViewerProtocol => defaults_to("redirect-to-https").created_by(&[".ViewerProtocolPolicy"]),
        /// What is passed on: `GET` and `HEAD`, those and `OPTIONS`, or all seven.
        methods: BTreeSet<Method> => defaults_to(reads()).created_by(&[".AllowedMethods"]),
        /// Answers to which of those are kept: `GET` and `HEAD`, or those and `OPTIONS`.
        cached_methods: BTreeSet<Method> => defaults_to(reads()).created_by(&[".AllowedMethods.CachedMethods"]),
        /// Whether answers are compressed for viewers who take that.
        compress: bool => defaults_to(true).created_by(&[".Compress"]),
        /// What is kept for how long; ids of AWS's own policies, too.
        cache_policy: Ref => required().refers_to("cloudfront.cache_policy").created_by(&[".CachePolicyId"]),
        /// The id of the policy that says what more the origin is sent.
        origin_request_policy: Option<String> => text(POLICY_ID).created_by(&[".OriginRequestPolicyId"]),
        /// Headers that answers get and lose; ids of AWS's own policies, too.
        response_headers_policy: Option<Ref> => refers_to("cloudfront.response_headers_policy").created_by(&[".ResponseHeadersPolicyId"]),
        /// Functions that run on requests and answers.
        functions: Option<FunctionAssociations> => created_by(&[".FunctionAssociations"]),
        /// Ids of groups of keys; viewers need what is signed with one of them.
        trusted_key_groups: BTreeSet<String> => text(TextRule::AtMost(128)).created_by(&[".TrustedKeyGroups"]),
        /// What logs requests as they come (ARN).
        realtime_log_config: Option<String> => text(ARN).created_by(&[".RealtimeLogConfigArn"]),
        /// Whether gRPC is passed on. Needs HTTP/2 and all methods.
        grpc: bool => defaults_to(false).created_by(&[".GrpcConfig"]),
    }
}

record! {
    /// Functions of CloudFront that run on requests and answers.
    pub struct FunctionAssociations {
        /// On what a viewer asks.
        viewer_request: Option<Ref> => refers_to("cloudfront.function").created_by(&[".Items.FunctionARN"]),
        /// On what a viewer is answered.
        viewer_response: Option<Ref> => refers_to("cloudfront.function").created_by(&[".Items.FunctionARN"]),
    }
}

choice! {
    /// Whether viewers must speak TLS.
    pub enum ViewerProtocol {
        /// No.
        AllowAll = "allow-all",
        /// Others are refused.
        HttpsOnly = "https-only",
        /// Others are sent to HTTPS.
        RedirectToHttps = "redirect-to-https",
    }
}

choice! {
    /// Methods of HTTP.
    pub enum Method {
        /// Reads.
        Get = "GET",
        /// Reads headers.
        Head = "HEAD",
        /// Sends.
        Post = "POST",
        /// Puts.
        Put = "PUT",
        /// Changes.
        Patch = "PATCH",
        /// Asks what can be done.
        Options = "OPTIONS",
        /// Deletes.
        Delete = "DELETE",
    }
}

fn reads() -> Value {
    Value::List(vec!["GET".into(), "HEAD".into()])
}
