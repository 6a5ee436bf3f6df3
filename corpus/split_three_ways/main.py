import sys

from model import Pendulum
from trainer import Trainer


def main():
    model = Pendulum(length=2.0)
    trainer = Trainer(model, sys.argv[1])
    trainer.fit(7)
    trainer.close()


if __name__ == '__main__':
    main()
