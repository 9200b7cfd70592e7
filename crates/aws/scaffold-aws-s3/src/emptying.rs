//! Deletes what is in a bucket: every version and delete marker, and uploads that were never finished.

use aws_sdk_s3::operation::delete_objects::DeleteObjectsOutput;
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use scaffold_provider::{Class, Error};

use crate::client::S3;

const DELETE: &str = "DeleteObject";

impl S3 {
    /// Empties a bucket. What was deleted is gone from the list at once, so that each look is at the first page.
    pub async fn empty(&self, name: &str) -> Result<(), Error> {
        loop {
            let versions = self.first_versions(name).await?;
            if versions.is_empty() {
                break;
            }
            self.delete_versions(name, versions).await?;
        }
        self.abort_uploads(name).await
    }

    /// Up to a thousand versions and markers: as many as one call deletes.
    async fn first_versions(&self, name: &str) -> Result<Vec<ObjectIdentifier>, Error> {
        const ACTION: &str = "ListBucketVersions";
        let request = self.client.list_object_versions().bucket(name).expected_bucket_owner(self.owner());
        let request = request.max_keys(1000);
        let page = self.read(ACTION, || request.clone().send()).await?;
        let versions = page.versions.unwrap_or_default().into_iter();
        let markers = page.delete_markers.unwrap_or_default().into_iter();
        let named = versions.map(|version| (version.key, version.version_id));
        let named = named.chain(markers.map(|marker| (marker.key, marker.version_id))).take(1000);
        let identifier = |(key, version): (Option<String>, Option<String>)| {
            let identifier = ObjectIdentifier::builder().set_key(key).set_version_id(version);
            self.built(ACTION, identifier.build())
        };
        named.map(identifier).collect()
    }

    async fn delete_versions(&self, name: &str, versions: Vec<ObjectIdentifier>) -> Result<(), Error> {
        let these = Delete::builder().set_objects(Some(versions)).quiet(true).build();
        let call = self.client.delete_objects().bucket(name).expected_bucket_owner(self.owner());
        let call = call.delete(self.built(DELETE, these)?);
        let answer = self.write(DELETE, || call.clone().send()).await?;
        self.all_deleted(name, answer)
    }

    /// The answer is a success also where nothing was deleted.
    fn all_deleted(&self, name: &str, answer: DeleteObjectsOutput) -> Result<(), Error> {
        let errors = answer.errors.unwrap_or_default();
        let Some(first) = errors.first() else { return Ok(()) };
        let code = first.code().unwrap_or_default();
        let class = match code {
            "AccessDenied" => Class::Permission,
            "InternalError" | "SlowDown" | "ServiceUnavailable" => Class::Dependency,
            _ => Class::Invalid,
        };
        let message = format!(
            "{} objects of the bucket {name} cannot be deleted; the first is `{}`: {} ({code})",
            errors.len(),
            first.key().unwrap_or_default(),
            first.message().unwrap_or_default()
        );
        Err(self.error(class, DELETE, message))
    }

    async fn abort_uploads(&self, name: &str) -> Result<(), Error> {
        const ACTION: &str = "ListBucketMultipartUploads";
        loop {
            let request = self.client.list_multipart_uploads().bucket(name);
            let request = request.expected_bucket_owner(self.owner());
            let page = self.read(ACTION, || request.clone().send()).await?;
            let uploads = page.uploads.unwrap_or_default();
            if uploads.is_empty() {
                return Ok(());
            }
            for upload in uploads {
                let call = self.client.abort_multipart_upload().bucket(name);
                let call = call.expected_bucket_owner(self.owner());
                let call = call.set_key(upload.key).set_upload_id(upload.upload_id);
                match self.write("AbortMultipartUpload", || call.clone().send()).await {
                    Err(error) if error.code.as_deref() != Some("NoSuchUpload") => return Err(error),
                    _ => {}
                }
            }
        }
    }
}
