"""The cast: the named people and firms of every test."""

import pytest
from people import KAWASAKI, make_factory, make_player, make_towns


@pytest.fixture
def towns(db):
    make_towns()


@pytest.fixture
def orderer(towns):
    return make_player("orderer@example.jp", "小島 花", "小島デザイン", is_orderer=True)


@pytest.fixture
def rival_orderer(towns):
    return make_player("rival-orderer@example.jp", "別所 太郎", "別所商会", is_orderer=True)


@pytest.fixture
def hub(towns):
    return make_player("hub@example.jp", "山下 恵", "羽田共同製作所", is_hub=True)


@pytest.fixture
def rival_hub(towns):
    return make_player("rival-hub@example.jp", "多田 修", "多摩川メカ", town=KAWASAKI, is_hub=True)


@pytest.fixture
def lathe_shop(towns):
    return make_factory("lathe@example.jp", "矢口 実", "矢口精工", "0302", max_x_mm=300, lot_max=1000)


@pytest.fixture
def rival_lathe_shop(towns):
    return make_factory("rival-lathe@example.jp", "雑色 学", "雑色旋盤", "0302", town=KAWASAKI)


@pytest.fixture
def plating_shop(towns):
    return make_factory("plating@example.jp", "城東 正", "城東クロム工業", "1203", "1204")


@pytest.fixture
def officer(towns):
    return make_player("officer@example.jp", "大田 緑", "大田区", is_municipality=True)
