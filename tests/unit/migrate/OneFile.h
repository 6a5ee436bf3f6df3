// A project of one file, for tests of what becomes of it.
#ifndef SUMMARY_UPGRADE_TESTS_UNIT_MIGRATE_ONEFILE_H
#define SUMMARY_UPGRADE_TESTS_UNIT_MIGRATE_ONEFILE_H

#include "program/Project.h"
#include "gtest/gtest.h"

inline summary_upgrade::program::Project oneFile(const std::string &Source) {
  auto File = summary_upgrade::text::SourceFile::fromBytes("/project/train.py", Source);
  EXPECT_TRUE(static_cast<bool>(File));
  std::vector<summary_upgrade::text::SourceFile> Files;
  Files.push_back(std::move(*File));
  return summary_upgrade::program::Project::fromSources(std::move(Files));
}

#endif
