//! Further certificates of a listener, beside the one that it has by default.

use std::collections::BTreeSet;

use aws_sdk_elasticloadbalancingv2::types::Certificate;
use scaffold_aws_core::{is_absent, missing};
use scaffold_model::PhysicalId;
use scaffold_provider::Error;

use crate::client::{Elb, PAGE};

impl Elb {
    /// Further certificates of a listener; none when it is gone.
    pub async fn certificates_in(&self, listener: &str) -> Result<BTreeSet<String>, Error> {
        let request = self.client.describe_listener_certificates().listener_arn(listener).page_size(PAGE);
        let certificates = self.list(
            "DescribeListenerCertificates",
            |marker| request.clone().set_marker(marker).send(),
            |page| (page.certificates, page.next_marker),
        );
        match certificates.await {
            Ok(certificates) => {
                let further = certificates.into_iter().filter(|it| !it.is_default.unwrap_or(false));
                Ok(further.filter_map(|it| it.certificate_arn).collect())
            }
            Err(error) if is_absent(&error) => Ok(BTreeSet::new()),
            Err(error) => Err(error),
        }
    }

    /// Makes them those that are wanted: new ones come before others go. The default one is in no set
    /// of further ones.
    pub async fn set_certificates(
        &self,
        id: &PhysicalId,
        wanted: &BTreeSet<String>,
        default: Option<&str>,
    ) -> Result<(), Error> {
        let there = self.certificates_in(id.as_str()).await?;
        let wanted: BTreeSet<String> =
            wanted.iter().filter(|arn| Some(arn.as_str()) != default).cloned().collect();
        // AWS takes one a call.
        for arn in missing(&wanted, &there).unwrap_or_default() {
            let certificate = Certificate::builder().certificate_arn(arn).build();
            let call =
                self.client.add_listener_certificates().listener_arn(id.as_str()).certificates(certificate);
            self.write("AddListenerCertificates", || call.clone().send()).await?;
        }
        for arn in missing(&there, &wanted).unwrap_or_default() {
            let certificate = Certificate::builder().certificate_arn(arn).build();
            let call = self.client.remove_listener_certificates().listener_arn(id.as_str());
            let call = call.certificates(certificate);
            self.write("RemoveListenerCertificates", || call.clone().send()).await?;
        }
        Ok(())
    }
}
