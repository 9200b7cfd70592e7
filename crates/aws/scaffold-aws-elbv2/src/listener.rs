//! `elbv2.listener`. A survey is one list for each of the stack's balancers, ⌈listeners / 20⌉ calls
//! for tags, one call for the attributes of each, and one for the certificates of each that has any.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_elasticloadbalancingv2::types::{
    AdvertiseTrustStoreCaNamesEnum, Certificate, Listener as LiveListener, ListenerAttribute,
    MutualAuthenticationAttributes, ProtocolEnum,
};
use futures_util::future::{try_join, try_join_all};
use scaffold_aws_core::{Tags, is_absent};
use scaffold_kinds::elbv2::{AlpnPolicy, Listener, ListenerProtocol, MutualAuthentication};
use scaffold_kinds::{Choice, Kind};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User, Value};
use scaffold_provider::{CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::actions;
use crate::actions_wanted::secret_of;
use crate::attributes::Pairs;
use crate::client::{Elb, is, meant};
use crate::found::{Found, number, table, text, texts, values};
use crate::listener_attributes::{changed, has_attributes, initial, read};
use crate::tags::{self, TAG_SECRET, with_secret};

const CREATE: &str = "CreateListener";

pub(crate) struct Listeners {
    elb: Elb,
}

impl Listeners {
    pub fn new(elb: Elb) -> Self {
        Self { elb }
    }

    /// Its attributes; none when it is gone.
    async fn pairs(&self, arn: &str, protocol: &str) -> Result<Option<Pairs>, Error> {
        if !has_attributes(protocol) {
            return Ok(Some(Pairs::new()));
        }
        let request = self.elb.client.describe_listener_attributes().listener_arn(arn);
        match self.elb.read("DescribeListenerAttributes", || request.clone().send()).await {
            Ok(answer) => {
                let attributes = answer.attributes.unwrap_or_default().into_iter();
                Ok(Some(attributes.filter_map(|it| Some((it.key?, it.value.unwrap_or_default()))).collect()))
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn further(&self, arn: &str, protocol: &str) -> Result<Option<Value>, Error> {
        if !matches!(protocol, "HTTPS" | "TLS") {
            return Ok(None);
        }
        let further = self.elb.certificates_in(arn).await?;
        Ok(Some(texts(further.iter().map(String::as_str))))
    }

    async fn live(&self, listener: &LiveListener, tags: &Tags) -> Result<Option<Live>, Error> {
        let arn = listener.listener_arn().unwrap_or_default();
        let protocol = listener.protocol().map_or("", ProtocolEnum::as_str);
        let (pairs, further) = try_join(self.pairs(arn, protocol), self.further(arn, protocol)).await?;
        Ok(pairs.map(|pairs| live(listener, tags, &pairs, further)))
    }

    async fn one(&self, arn: &str) -> Result<Option<LiveListener>, Error> {
        let request = self.elb.client.describe_listeners().listener_arns(arn);
        let answer = self.elb.read("DescribeListeners", || request.clone().send()).await;
        scaffold_aws_core::first(answer.map(|answer| answer.listeners.unwrap_or_default()))
    }

    /// The listener that has a port already.
    async fn holder(&self, balancer: &str, port: i64) -> Result<Option<String>, Error> {
        let look = || async {
            let listeners = self.elb.listeners_in(balancer).await?;
            Ok(listeners.into_iter().find(|listener| listener.port().map(i64::from) == Some(port)))
        };
        Ok(self.elb.until_seen(look).await?.and_then(|listener| listener.listener_arn))
    }

    async fn make(&self, request: &CreateRequest, wanted: &Listener) -> Result<String, Error> {
        let balancer = &wanted.load_balancer.0;
        self.elb.check_parent((&request.stack, CREATE), "the load balancer", balancer).await?;
        let actions = self.elb.actions(CREATE, &wanted.default_actions).await?;
        let call = self
            .elb
            .client
            .create_listener()
            .load_balancer_arn(balancer)
            .port(i32::try_from(wanted.port).unwrap_or_default())
            .protocol(ProtocolEnum::from(wanted.protocol.word()))
            .set_certificates(certificates(wanted))
            .set_ssl_policy(wanted.ssl_policy.clone())
            .set_alpn_policy(alpn(wanted).filter(|policies| policies[0] != AlpnPolicy::None.word()))
            .set_mutual_authentication(wanted.mutual_authentication.as_ref().map(mutual))
            .set_default_actions(Some(actions))
            .set_tags(tags::written(&with_secret(&request.tags, secret_of(&wanted.default_actions))));
        match self.elb.write(CREATE, || call.clone().send()).await {
            Ok(answer) => {
                let made = answer.listeners.unwrap_or_default().into_iter().next();
                Ok(made.and_then(|listener| listener.listener_arn).unwrap_or_default())
            }
            Err(error) if is(&error, "DuplicateListener") => {
                match self.holder(balancer, wanted.port).await? {
                    Some(arn) => Ok(arn),
                    None => Err(error),
                }
            }
            Err(error) => Err(meant(error)),
        }
    }

    async fn set_attributes(&self, id: &PhysicalId, pairs: Vec<(String, String)>) -> Result<(), Error> {
        if pairs.is_empty() {
            return Ok(());
        }
        let attribute =
            |(key, value): (String, String)| ListenerAttribute::builder().key(key).value(value).build();
        let request = self
            .elb
            .client
            .modify_listener_attributes()
            .listener_arn(id.as_str())
            .set_attributes(Some(pairs.into_iter().map(attribute).collect()));
        self.elb.write("ModifyListenerAttributes", || request.clone().send()).await.map(drop)
    }

    /// What the creating call cannot carry.
    async fn finish(&self, id: &PhysicalId, request: &CreateRequest, wanted: &Listener) -> Result<(), Error> {
        if !wanted.additional_certificates.is_empty() {
            let default = wanted.certificate.as_deref();
            self.elb.set_certificates(id, &wanted.additional_certificates, default).await?;
        }
        self.set_attributes(id, initial(&request.values)).await
    }

    /// One call for all that it carries, with what the patch names and nothing else.
    async fn modify(&self, request: &UpdateRequest, wanted: &Listener) -> Result<(), Error> {
        const MODIFY: &str = "ModifyListener";
        let carried = [
            "port",
            "protocol",
            "certificate",
            "ssl_policy",
            "alpn_policy",
            "mutual_authentication",
            "default_actions",
        ];
        if !carried.iter().any(|name| request.changes(name)) {
            return Ok(());
        }
        let actions = match request.changes("default_actions") {
            true => Some(self.elb.actions(MODIFY, &wanted.default_actions).await?),
            false => None,
        };
        let off = || MutualAuthenticationAttributes::builder().mode("off").build();
        let mutual_now = wanted.mutual_authentication.as_ref().map_or_else(off, mutual);
        let has_mutual = wanted.protocol == ListenerProtocol::Https;
        let port = i32::try_from(wanted.port).ok();
        let call = self
            .elb
            .client
            .modify_listener()
            .listener_arn(request.id.as_str())
            .set_port(port.filter(|_| request.changes("port")))
            .set_protocol(request.changes("protocol").then(|| ProtocolEnum::from(wanted.protocol.word())))
            .set_certificates(certificates(wanted).filter(|_| request.changes("certificate")))
            .set_ssl_policy(wanted.ssl_policy.clone().filter(|_| request.changes("ssl_policy")))
            .set_alpn_policy(alpn(wanted).filter(|_| request.changes("alpn_policy")))
            .set_mutual_authentication(
                Some(mutual_now).filter(|_| has_mutual && request.changes("mutual_authentication")),
            )
            .set_default_actions(actions);
        self.elb.write(MODIFY, || call.clone().send()).await.map(drop).map_err(meant)
    }
}

fn certificates(wanted: &Listener) -> Option<Vec<Certificate>> {
    let certificate = wanted.certificate.as_ref()?;
    Some(vec![Certificate::builder().certificate_arn(certificate).build()])
}

fn alpn(wanted: &Listener) -> Option<Vec<String>> {
    let policy = wanted.alpn_policy.filter(|_| wanted.protocol == ListenerProtocol::Tls)?;
    Some(vec![policy.word().to_owned()])
}

fn mutual(wanted: &MutualAuthentication) -> MutualAuthenticationAttributes {
    let advertise = |on: bool| match on {
        true => AdvertiseTrustStoreCaNamesEnum::On,
        false => AdvertiseTrustStoreCaNamesEnum::Off,
    };
    MutualAuthenticationAttributes::builder()
        .mode(wanted.mode.word())
        .set_trust_store_arn(wanted.trust_store.clone())
        .set_ignore_client_certificate_expiry(wanted.ignore_client_certificate_expiry)
        .set_advertise_trust_store_ca_names(wanted.advertise_trust_store_ca_names.map(advertise))
        .build()
}

fn mutual_there(listener: &LiveListener) -> Value {
    let mode = |it: &&MutualAuthenticationAttributes| matches!(it.mode(), Some("passthrough" | "verify"));
    let Some(there) = listener.mutual_authentication().filter(mode) else { return Value::Null };
    let judges = there.mode() == Some("verify");
    let advertises = there.advertise_trust_store_ca_names() == Some(&AdvertiseTrustStoreCaNamesEnum::On);
    let flag = |on: bool| if judges { Value::from(on) } else { Value::Null };
    table([
        ("mode", text(there.mode())),
        ("trust_store", text(there.trust_store_arn())),
        ("ignore_client_certificate_expiry", flag(there.ignore_client_certificate_expiry().unwrap_or(false))),
        ("advertise_trust_store_ca_names", flag(advertises)),
    ])
}

fn live(listener: &LiveListener, tags: &Tags, pairs: &Pairs, further: Option<Value>) -> Live {
    let protocol = listener.protocol().map(ProtocolEnum::as_str);
    let alpn = listener.alpn_policy().first().map_or("None", String::as_str);
    let certificate = listener.certificates().first().and_then(|it| it.certificate_arn());
    let secret = tags.get(TAG_SECRET).map(String::as_str);
    let mut values = values([
        ("load_balancer", text(listener.load_balancer_arn())),
        ("port", number(listener.port())),
        ("protocol", text(protocol)),
        ("certificate", text(certificate)),
        ("additional_certificates", further.unwrap_or_default()),
        // Emulators tell one for any listener.
        ("ssl_policy", text(listener.ssl_policy().filter(|_| matches!(protocol, Some("HTTPS" | "TLS"))))),
        ("alpn_policy", text(Some(alpn).filter(|_| protocol == Some("TLS")))),
        ("mutual_authentication", mutual_there(listener)),
        ("default_actions", actions::as_value(listener.default_actions(), secret)),
    ]);
    read(pairs, &mut values);
    Found {
        arn: listener.listener_arn.clone().unwrap_or_default(),
        values,
        tags: tags.clone(),
        state: LiveState::Ready,
        name: None,
        created: None,
    }
    .live::<Listener>()
}

#[async_trait]
impl Provider for Listeners {
    fn kind(&self) -> KindName {
        KindName::from(Listener::KIND)
    }

    fn pace(&self, _of: PaceOf) -> Pace {
        let seconds = Duration::from_secs;
        Pace { interval: seconds(1), limit: seconds(120), typical: seconds(2) }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let owned = self.elb.listeners_of(stack).await?;
        let lives = try_join_all(owned.iter().map(|owned| self.live(&owned.item, &owned.tags))).await?;
        Ok(lives.into_iter().flatten().collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(listener) = self.one(id.as_str()).await? else { return Ok(None) };
        let tags = self.elb.tags_of_one(id.as_str()).await?;
        self.live(&listener, &tags).await
    }

    /// The port is unique on the balancer and the call an upsert, so that it may be repeated; whose the
    /// listener is, is read back before anything else is written.
    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        let wanted: Listener = self.elb.decode(CREATE, &request.values)?;
        let arn = self.make(request, &wanted).await?;
        let what = format!("a listener on port {}", wanted.port);
        let id = self.elb.claim(request, (CREATE, &what), &arn).await?;
        self.finish(&id, request, &wanted).await.map_err(|error| error.made(&id))?;
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let wanted: Listener = self.elb.decode("ModifyListener", &request.values)?;
        self.modify(request, &wanted).await?;
        if request.changes("default_actions") {
            self.elb.note_secret(&request.id, secret_of(&wanted.default_actions)).await?;
        }
        let has_certificates = matches!(wanted.protocol, ListenerProtocol::Https | ListenerProtocol::Tls);
        if request.changes("additional_certificates") && has_certificates {
            let default = wanted.certificate.as_deref();
            self.elb.set_certificates(&request.id, &wanted.additional_certificates, default).await?;
        }
        self.set_attributes(&request.id, changed(&request.patch, &request.values)).await?;
        self.elb.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let call = self.elb.client.delete_listener().listener_arn(request.id.as_str());
        let answer = self.elb.write("DeleteListener", || call.clone().send()).await;
        self.elb.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.elb.tag_one(id, tags).await
    }

    /// Rules, which would go with it.
    async fn users(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for id in ids {
            for rule in self.elb.rules_in(id.as_str()).await? {
                let what = format!("rule {} of the listener", rule.priority().unwrap_or_default());
                users.extend(rule.rule_arn.map(|arn| User::new(id, PhysicalId::new(arn), what)));
            }
        }
        Ok(users)
    }
}
