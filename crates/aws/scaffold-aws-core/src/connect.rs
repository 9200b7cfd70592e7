use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use scaffold_model::CloudId;
use scaffold_provider::{Class, Error, Rate};

use crate::connection::endpoint;
use crate::redact::without_user_info;
use crate::{Call, Caller, Connection, Patience, Rates};

/// Connecting takes at most this long, one attempt of a call in whole at most [`ATTEMPT`]: the lease
/// counts on it.
const CONNECT: Duration = Duration::from_secs(5);
const ATTEMPT: Duration = Duration::from_secs(20);

/// What STS gives is not published; once a run is nothing.
const STS_RATES: Rates = Rates {
    read: Rate { burst: 10.0, per_second: 10.0 },
    write: Rate { burst: 10.0, per_second: 10.0 },
    of: &[],
};

/// Where to connect to, and as whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectOptions {
    /// The stack's region.
    pub region: String,
    /// A profile of `~/.aws/config`, whose credentials are then used and no others; else `AWS_PROFILE`,
    /// else the default one.
    pub profile: Option<String>,
    /// An endpoint for every service; else what `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL` or the
    /// profile say, by the rules of the AWS SDKs; else AWS.
    pub endpoint: Option<String>,
    /// ARN of a role to assume.
    pub role: Option<String>,
    /// Signs with credentials that are none (`test` and `test`) and uses no others: AWS refuses them, and an
    /// emulator looks at none. A profile that is named goes before.
    pub made_up: bool,
    /// How many times shorter pauses before calls that are sent again are, for tests; 0 is 1.
    pub haste: u32,
}

/// Connects: takes the credentials of the named profile, or finds some as the AWS SDKs do (environment,
/// profiles, single sign-on, web identity, container, instance), assumes the role, and asks STS whose
/// account it is.
///
/// Where the endpoint is this machine itself (`http://127.0.0.1:5000`) and neither environment nor
/// profile gives credentials, it uses `test` and `test`: emulators ask for some and look at none.
/// Elsewhere a proxy is used where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say so.
///
/// # Errors
/// [`Class::Permission`] when there are no credentials or they are not accepted, [`Class::Invalid`] when the
/// endpoint's URL holds a password; else those of the call.
pub async fn connect(options: &ConnectOptions) -> Result<Connection, Error> {
    let config = settings(options).await;
    // EC2 stands for all services, since every stack reads it.
    let endpoint = options.endpoint.clone().or_else(|| endpoint(&config, "ec2"));
    guard_endpoint(endpoint.as_deref())?;
    let config = with_credentials(config, options, endpoint.as_deref());
    let config = match &options.role {
        Some(role) => assume(config, role).await,
        None => config,
    };
    let id = CloudId { account: String::new(), region: options.region.clone(), endpoint };
    let nobody = Connection::new(config, id, Patience::default().hastened(options.haste));
    let account = account(&nobody).await.map_err(|mut error| {
        if let (Class::Permission, Some(profile)) = (error.class, &options.profile) {
            error.message = format!("with profile `{profile}`: {}", error.message);
        }
        error
    })?;
    let id = CloudId { account, ..nobody.id().clone() };
    Ok(Connection::new(nobody.config().clone(), id, nobody.patience()))
}

/// Plans and records name their endpoint: a password in it would be told to everybody who reads them.
fn guard_endpoint(endpoint: Option<&str>) -> Result<(), Error> {
    if endpoint.is_none_or(|url| without_user_info(url) == url) {
        return Ok(());
    }
    let message = "the endpoint's URL holds a user name or a password, which plans would show and nobody needs, \
                   since calls are signed: leave it out of --endpoint, AWS_ENDPOINT_URL and the profile";
    Err(Error::new(Class::Invalid, "sts:GetCallerIdentity", message))
}

async fn settings(options: &ConnectOptions) -> SdkConfig {
    let timeouts =
        TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(options.region.clone()))
        .timeout_config(timeouts)
        .http_client(client(ProxyConfig::from_env()));
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(endpoint) = &options.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    // The sources of credentials, which the loader makes, retry by themselves; calls do not.
    loader.load().await.into_builder().retry_config(RetryConfig::disabled()).build()
}

/// Whether a URL is of this machine itself.
fn is_loopback(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    let is_loopback_address = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    host == "localhost" || host.ends_with(".localhost") || is_loopback_address
}

/// HTTP/1.1 and 2 over rustls with ring, the machine's certificates, and a proxy where there is one.
fn client(proxy: ProxyConfig) -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder().proxy_config(proxy.clone());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).build()
    })
}

/// The settings with the credentials of the named profile, and with test credentials and no proxy for
/// an endpoint on this machine. Otherwise the SDK's own order of sources stays.
fn with_credentials(config: SdkConfig, options: &ConnectOptions, endpoint: Option<&str>) -> SdkConfig {
    let mut settings = ProviderConfig::without_region().with_region(config.region().cloned());
    if let Some(client) = config.http_client() {
        settings = settings.with_http_client(client);
    }
    let profiles = ProfileFileCredentialsProvider::builder().configure(&settings);
    let test = Credentials::new("test", "test", None, None, "scaffold, for this machine");
    let provider = match (options.profile.as_deref(), endpoint.is_some_and(is_loopback)) {
        (None, _) if options.made_up => SharedCredentialsProvider::new(test),
        (None, false) => return config,
        // Who names a profile wants that one, and not what the environment or the machine has.
        (Some(profile), _) => SharedCredentialsProvider::new(profiles.profile_name(profile).build()),
        (None, true) => {
            let environment = EnvironmentVariableCredentialsProvider::new();
            let chain = CredentialsProviderChain::first_try("Environment", environment)
                .or_else("Profile", profiles.build())
                .or_else("Test", test);
            SharedCredentialsProvider::new(chain)
        }
    };
    let mut config = config.into_builder().credentials_provider(provider);
    if endpoint.is_some_and(is_loopback) {
        config = config.http_client(client(ProxyConfig::disabled()));
    }
    config.build()
}

async fn assume(config: SdkConfig, role: &str) -> SdkConfig {
    // A role is renewed in the midst of a long run: one lost answer must not end it.
    let retrying = config.to_builder().retry_config(RetryConfig::standard()).build();
    let provider =
        AssumeRoleProvider::builder(role).session_name("scaffold").configure(&retrying).build().await;
    config.into_builder().credentials_provider(SharedCredentialsProvider::new(provider)).build()
}

async fn account(connection: &Connection) -> Result<String, Error> {
    let client = aws_sdk_sts::Client::new(connection.config());
    let caller = Caller::new(connection, "sts", STS_RATES);
    let call = Call::read("GetCallerIdentity");
    let identity = caller.call(call, || client.get_caller_identity().send()).await?;
    identity.account.ok_or_else(|| {
        Error::new(Class::Failed, caller.action(call.operation), "the answer names no account")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_credentials_it_says_what_to_do() {
        let options = ConnectOptions {
            region: "us-east-1".to_owned(),
            profile: Some("no-such-profile-of-scaffold".to_owned()),
            ..ConnectOptions::default()
        };
        let error = connect(&options).await.unwrap_err();
        assert_eq!((error.class, error.action.as_str()), (Class::Permission, "sts:GetCallerIdentity"));
        assert!(error.message.contains("--profile"), "{error}");
        assert!(error.message.contains("no-such-profile-of-scaffold"), "{error}");
    }

    #[tokio::test]
    async fn an_endpoint_that_is_not_there_is_named() {
        let options = ConnectOptions {
            region: "us-east-1".to_owned(),
            endpoint: Some("http://127.0.0.1:9".to_owned()),
            ..ConnectOptions::default()
        };
        let error = connect(&options).await.unwrap_err();
        assert_eq!(error.class, Class::Transient);
        assert!(error.message.starts_with("http://127.0.0.1:9 cannot be reached: "), "{error}");
    }

    #[tokio::test]
    async fn a_password_in_an_endpoint_is_refused_and_not_told() {
        let options = ConnectOptions {
            region: "us-east-1".to_owned(),
            endpoint: Some("http://me:SECRET@127.0.0.1:9".to_owned()),
            ..ConnectOptions::default()
        };
        let error = connect(&options).await.unwrap_err();
        assert_eq!(error.class, Class::Invalid);
        assert!(
            error.message.contains("AWS_ENDPOINT_URL") && !format!("{error:?}").contains("SECRET"),
            "{error}"
        );
    }

    #[test]
    fn this_machine_is_known() {
        for url in
            ["http://127.0.0.1:5000", "http://localhost:4566/", "http://[::1]:80", "http://ec2.localhost"]
        {
            assert!(is_loopback(url), "{url}");
        }
        for url in
            ["https://ec2.us-east-1.amazonaws.com", "http://10.0.0.1:5000", "http://localhost.example.org"]
        {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
