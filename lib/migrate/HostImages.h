// A write of images that the host has encoded, as one statement an image.
#ifndef SUMMARY_UPGRADE_MIGRATE_HOSTIMAGES_H
#define SUMMARY_UPGRADE_MIGRATE_HOSTIMAGES_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// `tf.Summary.Value(tag=…, image=tf.Summary.Image(encoded_image_string=…, height=…, width=…))`.
struct HostImage {
  Id Tag = NoId, Encoded = NoId, Width = NoId, Height = NoId;
};

/// What `add_summary` writes, when it is a proto of images only that can be taken apart where it stands.
struct HostImages {
  std::vector<HostImage> Images;
  Id At = NoId;         ///< the statement that the writes take the place of
  Id Loop = NoId;       ///< the `for` around it that fills a list with one image a round
  std::vector<Id> Gone; ///< statements that only make the proto
};
std::optional<HostImages> hostImages(const Plan &P, const program::Write &W);

/// Replaces the proto and its write, under `Header`. `Tf`: the prefix of TensorFlow 2's functions.
void emitHostImages(Plan &P, const program::Write &W, const HostImages &Images, const Text &Header,
                    const std::string &Tf);

} // namespace summary_upgrade::migrate

#endif
