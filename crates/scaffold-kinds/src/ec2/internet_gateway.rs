use scaffold_model::{Disruption, Facts, Quota, Unique};

use super::facts;
use crate::{Ref, kind};

kind! {
    /// The way between a VPC and the internet.
    pub struct InternetGateway: "ec2.internet_gateway" {
        /// The VPC that it is attached to. A VPC has at most one.
        vpc: Ref => required().refers_to("ec2.vpc").disrupts(Disruption::Downtime).exclusive_within("").modified_by(&["AttachInternetGateway.VpcId", "DetachInternetGateway.VpcId"]),
    }
    outputs {
        /// `igw-…`.
        id: String,
        /// ARN.
        arn: String,
    }
    facts { Facts {
        delete_disruption: Disruption::Downtime,
        replace_disruption: Disruption::Rolling,
        unique: &[Unique { attributes: &["vpc"], error: "Resource.AlreadyAssociated" }],
        quota: Some(Quota { limit: 5, within: None, error: "InternetGatewayLimitExceeded" }),
        ..facts("igw-", "CreateInternetGateway")
    } }
}
