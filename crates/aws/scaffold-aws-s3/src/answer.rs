use std::error::Error as StdError;

use aws_sdk_s3::error::ProvideErrorMetadata;
use scaffold_aws_core::{Caller, HttpResponse, SdkError};
use scaffold_ledger::{Cause, StoreError};
use scaffold_provider::{Class, Error};

use crate::S3Place;

const ELSEWHERE: &str = "keep the ledger elsewhere: `--ledger s3://BUCKET|dir:PATH|none`";

/// An answer that is not the one hoped for, or none.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub error: Error,
    status: Option<u16>,
    /// The region that the bucket lies in, where S3 said so.
    region: Option<String>,
}

impl Answer {
    /// `action` as IAM calls it.
    pub fn read<E>(caller: &Caller, action: &str, error: &SdkError<E, HttpResponse>) -> Box<Self>
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        let raw = error.raw_response();
        let region = raw.and_then(|raw| raw.headers().get("x-amz-bucket-region"));
        Box::new(Self {
            error: caller.meaning(action, error),
            status: raw.map(|raw| raw.status().as_u16()),
            region: region.map(str::to_owned),
        })
    }

    /// An answer that says nothing, in our words.
    pub fn vague(caller: &Caller, action: &str, message: &str) -> Box<Self> {
        let error = Error::new(Class::Transient, caller.action(action), message);
        Box::new(Self { error, status: None, region: None })
    }

    pub fn has(&self, code: &str) -> bool {
        self.error.code.as_deref() == Some(code)
    }

    /// The condition of a write did not hold: 412; 409 where another write was under way; 404 where a
    /// version was to be replaced and there is none ("Conditional requests", "PutObject").
    pub fn refuses(&self) -> bool {
        self.status == Some(412) || self.has("ConditionalRequestConflict") || self.has("NoSuchKey")
    }

    /// The region that the bucket lies in, where that is why the call failed.
    fn elsewhere(&self, region: &str) -> Option<&str> {
        let redirects = matches!(self.status, Some(301 | 307 | 400));
        self.region.as_deref().filter(|its| redirects && *its != region)
    }

    fn cause(&self) -> Cause {
        match self.error.class {
            Class::Throttled | Class::Transient | Class::Ambiguous | Class::NotYetVisible => Cause::Unknown,
            // Another request on the bucket is under way, or names are still on their way through DNS.
            _ if self.has("OperationAborted") || self.status == Some(307) => Cause::Unknown,
            Class::Permission => Cause::Permission,
            _ => Cause::Unusable,
        }
    }

    /// As the ledger tells it. `doing` says what to what: `reading s3://acme/x`.
    pub fn told(&self, place: &S3Place, region: &str, doing: &str) -> StoreError {
        let S3Place { bucket, ours, .. } = place;
        if let Some(elsewhere) = self.elsewhere(region) {
            return StoreError {
                cause: Cause::Unusable,
                message: format!(
                    "{doing}: the bucket {bucket} lies in {elsewhere}, and this run in {region}"
                ),
                help: Some(format!("name a bucket that lies in {region}: `--ledger s3://BUCKET`")),
            };
        }
        let help = match self.cause() {
            _ if self.has("NoSuchBucket") && *ours => Some(format!(
                "the bucket {bucket} was deleted after it was made; apply again, which makes it again"
            )),
            _ if self.has("NoSuchBucket") => Some(format!(
                "only the bucket of the account itself is made here: make {bucket} first (`aws s3 mb \
                 s3://{bucket}`), or leave `--ledger` out"
            )),
            Cause::Permission => Some(self.grant(place)),
            Cause::Unusable => Some(ELSEWHERE.to_owned()),
            Cause::Unknown => None,
        };
        StoreError { cause: self.cause(), message: format!("{doing}: {}", self.error), help }
    }

    fn grant(&self, place: &S3Place) -> String {
        let action = &self.error.action;
        let bucket = &place.bucket;
        if !self.has("AccessDenied") {
            return ELSEWHERE.to_owned();
        }
        let also = match action.as_str() {
            "s3:GetObject" => " and `s3:ListBucket` (without it S3 refuses to say that an object is absent)",
            "s3:PutObject" => " and `s3:GetObject`, which replacing a version needs too",
            _ => "",
        };
        format!(
            "grant `{action}`{also} on the bucket {bucket} and what is in it, and see that it belongs to the \
             account of these credentials; or {ELSEWHERE}"
        )
    }
}
