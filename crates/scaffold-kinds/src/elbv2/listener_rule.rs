use std::collections::BTreeSet;

use scaffold_model::{Disruption, Facts, Quota, TextRule, Unique};

use super::{Action, Condition, TAGS, facts};
use crate::{Ref, kind, record};

kind! {
    /// What a listener of an application balancer does with requests that fulfil all conditions.
    pub struct ListenerRule: "elbv2.listener_rule" {
        /// The listener.
        listener: Ref => required().refers_to("elbv2.listener").replaces().created_by(&["ListenerArn"]),
        /// Rules are tried from the lowest to the highest, each listener's own: 1 to 50000.
        priority: i64 => required().between(1, 50_000).exclusive_within("listener").created_by(&["Priority"]).modified_by(&["SetRulePriorities.RulePriorities.Priority"]),
        /// What a request must fulfil, all of it.
        conditions: BTreeSet<Condition> => required().created_by(&["Conditions"]).modified_by(&["ModifyRule.Conditions"]),
        /// What is done with it.
        actions: Vec<Action> => required().created_by(&["Actions"]).modified_by(&["ModifyRule.Actions"]),
        /// How the `Host` header is rewritten before the request is sent on.
        host_header_rewrite: Option<Rewrite> => created_by(&["Transforms.HostHeaderRewriteConfig"]).modified_by(&["ModifyRule.Transforms.HostHeaderRewriteConfig", "ModifyRule.ResetTransforms"]),
        /// How path and query are rewritten before the request is sent on.
        url_rewrite: Option<Rewrite> => created_by(&["Transforms.UrlRewriteConfig"]).modified_by(&["ModifyRule.Transforms.UrlRewriteConfig", "ModifyRule.ResetTransforms"]),
    }
    outputs {
        /// ARN.
        id: String,
        /// ARN.
        arn: String,
    }
    facts { Facts {
        delete_disruption: Disruption::Rolling,
        unique: &[Unique { attributes: &["listener", "priority"], error: "PriorityInUse" }],
        quota: Some(Quota { limit: 100, within: Some("load_balancer"), error: "TooManyRules" }),
        left_out: &[
            TAGS,
            ("Conditions.Field", "which key is said tells it"),
            ("Conditions.Values", "the configuration of each field says it"),
            ("Conditions.RegexValues", "the configuration of each field says it"),
            ("Conditions.SourceIpConfig.IpAddressType", "rules of network balancers are used by few; not yet"),
            ("Actions.Type", "which key is said tells it"),
            ("Actions.Order", "the order of the list"),
            ("Actions.TargetGroupArn", "ForwardConfig says it"),
            ("Actions.ForwardConfig.TargetGroupStickinessConfig.Enabled", "on where seconds are said"),
            ("Actions.AuthenticateOidcConfig.UseExistingClientSecret", "the secret is sent with every change"),
            ("Actions.JwtValidationConfig", "tokens are validated by few; not yet"),
            ("RulePriorities.RuleArn", "names the rule"),
            ("Transforms.Type", "which key is said tells it"),
        ],
        ..facts("CreateRule")
    } }
}

record! {
    /// How a text is rewritten.
    pub struct Rewrite {
        /// A regular expression.
        regex: String => required().text(TextRule::AtMost(1024)),
        /// What stands in the place of what it finds.
        replace: String => required(),
    }
}
