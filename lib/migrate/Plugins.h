// Names of TensorBoard's plugins that mean something else, or nothing, beside TensorFlow 2.
#ifndef SUMMARY_UPGRADE_MIGRATE_PLUGINS_H
#define SUMMARY_UPGRADE_MIGRATE_PLUGINS_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// In the files of the component: `tensorboard.summary.scalar` becomes `tensorboard.summary.v1.scalar` (TensorBoard 2
/// has its v2 function under the old name), and the projector comes from TensorBoard rather than from `tf.contrib`.
/// Both names are there with 1.15, too.
void respellPlugins(Plan &P);

} // namespace summary_upgrade::migrate

#endif
