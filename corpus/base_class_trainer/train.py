import sys

from regression import RegressionTrainer

trainer = RegressionTrainer(sys.argv[1], steps=6)
trainer.train()
trainer.close()
