use std::collections::BTreeSet;

use aws_sdk_cloudfront::types::{
    FunctionConfig, FunctionRuntime as SdkRuntime, FunctionStage, FunctionSummary, KeyValueStoreAssociation,
    KeyValueStoreAssociations,
};
use aws_smithy_types::error::operation::BuildError;
use scaffold_aws_core::is_absent;
use scaffold_kinds::Choice;
use scaffold_kinds::cloudfront::{Function, FunctionRuntime};
use scaffold_provider::Error;

use crate::client::CloudFront;
use crate::words::{choice, count};

const DESCRIBE: &str = "DescribeFunction";

/// A function's configuration as calls take it.
pub(crate) fn sdk_config(function: &Function) -> Result<FunctionConfig, BuildError> {
    let mut config = FunctionConfig::builder()
        .comment(&function.comment)
        .runtime(SdkRuntime::from(function.runtime.word()));
    if !function.key_value_stores.is_empty() {
        let stores = function.key_value_stores.iter();
        let each = stores.map(|arn| KeyValueStoreAssociation::builder().key_value_store_arn(arn).build());
        let stores = KeyValueStoreAssociations::builder()
            .quantity(count(function.key_value_stores.len()))
            .set_items(Some(each.collect::<Result<_, _>>()?));
        config = config.key_value_store_associations(stores.build()?);
    }
    config.build()
}

fn nothing() -> Function {
    Function {
        code: String::new(),
        runtime: FunctionRuntime::Js2,
        comment: String::new(),
        key_value_stores: BTreeSet::new(),
    }
}

impl CloudFront {
    /// Functions of the account, as they stand in development: all of them do.
    pub async fn functions(&self) -> Result<Vec<FunctionSummary>, Error> {
        let request = self.client.list_functions().stage(FunctionStage::Development).max_items(100);
        self.list(
            "ListFunctions",
            |marker| request.clone().set_marker(marker).send(),
            |page| page.function_list.map_or((None, None), |list| (list.items, list.next_marker)),
        )
        .await
    }

    /// A function in a stage, with its ETag; none when it is not there.
    pub async fn function(
        &self,
        name: &str,
        stage: &FunctionStage,
    ) -> Result<Option<(FunctionSummary, String)>, Error> {
        let call = self.client.describe_function().name(name).stage(stage.clone());
        match self.read(DESCRIBE, || call.clone().send()).await {
            Ok(answer) => {
                let etag = answer.e_tag.unwrap_or_default();
                Ok(answer.function_summary.map(|summary| (summary, etag)))
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What is published of a function. Where it never was, since a run was stopped between the two calls,
    /// it is without code.
    pub async fn published(&self, name: &str) -> Result<Function, Error> {
        let Some((summary, _)) = self.function(name, &FunctionStage::Live).await? else {
            return Ok(nothing());
        };
        let call = self.client.get_function().name(name).stage(FunctionStage::Live);
        let code = match self.read("GetFunction", || call.clone().send()).await {
            Ok(answer) => answer.function_code.map(|code| code.into_inner()).unwrap_or_default(),
            Err(error) if is_absent(&error) => return Ok(nothing()),
            Err(error) => return Err(error),
        };
        let Some(config) = summary.function_config else { return Ok(nothing()) };
        let stores = config.key_value_store_associations.and_then(|stores| stores.items).unwrap_or_default();
        Ok(Function {
            code: String::from_utf8_lossy(&code).into_owned(),
            runtime: choice(config.runtime.as_str(), FunctionRuntime::Js2),
            comment: config.comment,
            key_value_stores: stores.into_iter().map(|store| store.key_value_store_arn).collect(),
        })
    }
}
